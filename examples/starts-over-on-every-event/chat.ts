// Destroys the SDK and creates it anew whenever the connection is interrupted.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onReconnecting(): void {
    super.onReconnecting();
    if (!this.loggedIn) return;
    this.session += 1;
    this.loggedIn = false;
    this.zim.destroy();
    this.zim = this.create();
    this.around.ui.remind('please log in again');
    this.around.ui.screen('login');
  }
}
