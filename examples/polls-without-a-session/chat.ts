// Goes on asking for its conversations when it has long been logged out.

import { Chat } from '../parts/chat';

export default class extends Chat {
  private polling = false;

  override async login(): Promise<void> {
    await super.login();
    if (this.polling) return;
    this.polling = true;
    setInterval(() => {
      this.zim.queryUsersInfo([this.around.userID], { isQueryFromServer: true }).catch(() => {});
    }, 5000);
  }
}
