// Enters a room again that the SDK has just restored.

import { Chat } from '../parts/chat';

export default class extends Chat {
  private entered = false;

  protected override onRoom(state: number, event: number): void {
    super.onRoom(state, event);
    if (state === 0) this.entered = false;
  }

  protected override onRoomBack(): void {
    if (this.entered) void this.enter();
    this.entered = true;
  }
}
