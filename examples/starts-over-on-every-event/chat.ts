// Destroys the SDK and creates it anew whenever the connection is interrupted.

import { Chat } from '../shared/chat';

export default class extends Chat {
  protected override onReconnecting(): void {
    super.onReconnecting();
    if (this.session === 0) return;
    this.zim.destroy();
    this.zim = this.create();
    this.around.ui.remind('please log in again');
    this.around.ui.screen('login');
  }
}
