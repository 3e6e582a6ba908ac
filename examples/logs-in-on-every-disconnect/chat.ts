// Logs in again whenever it is disconnected, also after a kick or an expired token.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onGoodbye(event: number): void {
    super.onGoodbye(event);
    void this.login();
  }
}
