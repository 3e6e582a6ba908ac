// Renews with the very token that is about to expire.

import { Chat, pause } from '../parts/chat';

export default class extends Chat {
  protected override async renew(): Promise<void> {
    const mine = this.session;
    while (mine === this.session) {
      try {
        await this.zim.renewToken(this.token);
        return;
      } catch {
        await pause(3000);
      }
    }
  }
}
