// Logs in while the SDK reconnects, which it does by itself.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onReconnecting(): void {
    super.onReconnecting();
    const { userID, userName } = this.around;
    const config = {
      userName,
      token: this.token,
      customStatus: '',
      customStatusDuration: 0,
      isOfflineLogin: false,
    };
    this.zim.login(userID, config).catch(() => {});
  }
}
