// The WebSocket to the local Telegram: opens this tab's chat and comes back after a lost connection.

const KEY = "tryout-chat";
const FIRST_WAIT = 400;
const LONGEST_WAIT = 5000;

export class Connection {
  /** `onFrame` gets every frame of the server, `onState` true or false as the connection comes and goes. */
  constructor(onFrame, onState) {
    this.onFrame = onFrame;
    this.onState = onState;
    this.wait = FIRST_WAIT;
    this.connect();
  }

  connect() {
    this.socket = new WebSocket(`ws://${location.host}/socket`);
    this.socket.addEventListener("open", () => {
      this.socket.send(JSON.stringify({ type: "open", key: sessionStorage.getItem(KEY) }));
    });
    this.socket.addEventListener("message", (event) => this.receive(JSON.parse(event.data)));
    this.socket.addEventListener("close", () => this.lost());
  }

  receive(frame) {
    if (frame.type === "chat") {
      sessionStorage.setItem(KEY, frame.key);
      this.wait = FIRST_WAIT;
      this.ready = true;
      this.onState(true);
    }
    this.onFrame(frame);
  }

  lost() {
    this.ready = false;
    this.onState(false);
    setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(this.wait * 1.6, LONGEST_WAIT);
  }

  /** Sends a frame; false if there is no connection now. */
  send(frame) {
    if (!this.ready) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }
}
