// Nobody catches what a call rejects with when the session is over.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onGoodbye(event: number): void {
    super.onGoodbye(event);
    void this.keepDraft();
  }

  private async keepDraft(): Promise<void> {
    await this.zim.setConversationDraft('half a sentence', this.around.userID, 0);
  }
}
