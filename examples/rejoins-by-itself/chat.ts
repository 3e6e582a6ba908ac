// Enters a room by itself that was lost for a reason nobody knows.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onRoomLost(event: number): void {
    super.onRoomLost(event);
    if (event === 2) void this.enter();
  }
}
