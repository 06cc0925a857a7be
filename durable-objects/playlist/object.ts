import { DurableObject } from "cloudflare:workers";
import { ClientError, statusOf } from "../../contracts/errors.ts";
import { livePing, livePong, liveViewerHeader, readLiveViewer, type LiveViewer } from "../../contracts/playlist.ts";
import {
  createInvitationSchema,
  createPlaylistSchema,
  indexEditSchema,
  type Answer,
  type CreateInvitation,
  type CreatePlaylist,
  type EditOutcome,
  type IndexEdit,
  type Invitation,
  type InvitationOffer,
  type PlaylistDocument,
  type PlaylistHead,
  type PlaylistItemsPage,
  type PlaylistMember,
  type PlaylistObject,
  type PlaylistVersion,
  type Viewer,
} from "../../contracts/playlist-object.ts";
import { nameItems } from "../../domain/playlist/index-edit.ts";
import { memberRoleSchema, operationIdSchema, operationSchema, playlistDetailsSchema } from "../../domain/playlist/schema.ts";
import type { MemberRole, Operation, PictureOperation, PlaylistDetails, PlaylistRole } from "../../domain/playlist/schema.ts";
import { snapshotIdOf } from "../../domain/playlist/snapshot-id.ts";
import { Dismissal } from "../../frame/dismissal.ts";
import { parseValue } from "../../frame/parse.ts";
import { describeFault, writeLine } from "../../frame/request-log.ts";
import { hashOf, randomText } from "../../frame/secret.ts";
import { revocationsOf, type RevocationsNamespace } from "../../frame/revocations.ts";
import { Alarm } from "./alarm.ts";
import { answer } from "../../frame/object-answer.ts";
import { Book, type Edited } from "./book.ts";
import { Live } from "./live.ts";
import { Outbox } from "./outbox.ts";
import * as people from "./people.ts";
import { openProjection, type ProjectionBindings } from "./projection.ts";
import * as reading from "./reading.ts";

type Bindings = ProjectionBindings & { REVOCATIONS: RevocationsNamespace };
type Opened = { book: Book; live: Live; outbox: Outbox };

/** One playlist, named by its id. An object where no playlist was made holds nothing, whatever it is asked. */
export class Playlist extends DurableObject<Bindings> implements PlaylistObject {
  #opened: Opened | undefined;
  #isVanishing = false;
  readonly #alarm: Alarm;
  readonly #dismissal: Dismissal;

  constructor(context: DurableObjectState, env: Bindings) {
    super(context, env);
    this.#alarm = new Alarm(context);
    this.#dismissal = new Dismissal({
      isRevoked: (session, now) => revocationsOf(env.REVOCATIONS, caches.default).isRevoked(session, now),
      hold: (work) => context.blockConcurrencyWhile(work),
    });
    const book = Book.open(context.storage);
    if (book) this.#open(book);
    context.setWebSocketAutoResponse(new WebSocketRequestResponsePair(livePing, livePong));
  }

  #open(book: Book): Opened {
    const live = new Live({ sockets: this.ctx, edit: this.#editLive.bind(this), announce: this.#announce.bind(this) }, book);
    this.#opened = { book, live, outbox: new Outbox(book, openProjection(this.env)) };
    return this.#opened;
  }

  create(input: CreatePlaylist): Answer<PlaylistHead & { version: number }> {
    return answer(() => {
      const creation = parseValue(input, createPlaylistSchema);
      const known = this.#opened?.book;
      if (known && (known.record.ended || known.record.owner !== creation.owner)) throw new ClientError("conflict");
      const lineage = randomText().slice(-lineageLength);
      const { book } = this.#opened ?? this.#open(Book.create(this.ctx.storage, { ...creation, lineage, now: Date.now() }));
      this.#follow();
      return { ...reading.headFor(book, creation.owner), version: book.version };
    });
  }

  access(viewer: Viewer): PlaylistRole | undefined {
    return this.#opened?.book.roleOf(viewer);
  }

  head(viewer: Viewer): Answer<PlaylistHead> {
    return this.#ask(({ book }) => reading.headFor(book, viewer));
  }

  items(viewer: Viewer, page: { offset: number; limit: number }): Answer<PlaylistItemsPage> {
    return this.#ask(({ book }) => reading.itemsFor(book, viewer, page));
  }

  document(page: { offset: number; limit: number }): Answer<PlaylistDocument> {
    return this.#ask(({ book }) => reading.documentOf(book, page));
  }

  history(viewer: Viewer, page: { before?: number; limit: number }): Answer<{ versions: PlaylistVersion[]; more: boolean }> {
    return this.#ask(({ book }) => reading.historyFor(book, viewer, page));
  }

  version(viewer: Viewer, revision: number, page: { offset: number; limit: number }): Answer<PlaylistItemsPage> {
    return this.#ask(({ book }) => reading.versionFor(book, viewer, revision, page));
  }

  async edit(viewer: Viewer, operationId: string, operation: Operation): Promise<Answer<EditOutcome>> {
    await this.#dismiss();
    return this.#ask(({ book }) => {
      const parsed = parseValue(operation, operationSchema);
      return this.#edit(book, viewer, operationId, parsed.type, () => parsed);
    });
  }

  async editByIndex(viewer: Viewer, operationId: string, edit: IndexEdit): Promise<Answer<EditOutcome>> {
    await this.#dismiss();
    return this.#ask(({ book }) => {
      const parsed = parseValue(edit, indexEditSchema);
      const type = parsed.type === "reorder" ? "move" : parsed.type;
      return this.#edit(book, viewer, operationId, type, () => {
        const { operation, refusal } = nameItems(
          parsed,
          reading.itemsAt(book, "snapshot_id" in parsed ? parsed.snapshot_id : undefined),
          operationId,
        );
        if (refusal) throw new ClientError(refusal.code, { message: refusal.message, ...(refusal.field && { field: refusal.field }) });
        return operation;
      });
    });
  }

  setPicture(viewer: Viewer, operationId: string, image: PlaylistDetails["image"]): Answer<EditOutcome> {
    return this.#ask(({ book }) => {
      const kept = parseValue(image, playlistDetailsSchema.shape.image);
      return this.#edit(book, viewer, operationId, "describe", () => ({ type: "picture", image: kept }));
    });
  }

  #edit(book: Book, viewer: Viewer, id: string, type: Operation["type"], operationOf: () => Operation | PictureOperation): EditOutcome {
    const operationId = parseValue(id, operationIdSchema);
    const edited = book.edit(viewer, operationId, type, operationOf, Date.now());
    this.#announce(edited);
    return { revision: edited.revision, snapshot_id: snapshotIdOf(edited.revision, book.record.lineage) };
  }

  #editLive(viewer: LiveViewer, operationId: string, operation: Operation): Edited {
    if (!this.#opened) throw new ClientError("not_found");
    return this.#opened.book.edit(viewer.id, operationId, operation.type, () => operation, Date.now());
  }

  /** What is stored is told: to those who watch, then to lists. */
  #announce({ fresh }: Edited): void {
    if (!fresh) return;
    const { described } = fresh.change;
    // First of all whoever may not see it any more is let go.
    if (described && ("public" in described.after || "collaborative" in described.after)) this.#opened?.live.reviewAccess();
    this.#opened?.live.tell(fresh, Date.now());
    this.#follow();
  }

  members(viewer: Viewer): Answer<PlaylistMember[]> {
    return this.#ask(({ book }) => people.membersFor(book, viewer));
  }

  changeMember(viewer: Viewer, accountId: string, role: MemberRole): Answer<PlaylistMember> {
    return this.#changePeople((book) => people.changeMember(book, viewer, accountId, parseValue(role, memberRoleSchema), Date.now()));
  }

  removeMember(viewer: Viewer, accountId: string): Answer<null> {
    return this.#changePeople((book) => {
      people.removeMember(book, viewer, accountId, Date.now());
      return null;
    });
  }

  invitations(viewer: Viewer): Answer<Invitation[]> {
    return this.#ask(({ book }) => people.invitationsFor(book, viewer, Date.now()));
  }

  async invite(viewer: Viewer, invitation: CreateInvitation): Promise<Answer<Invitation & { secret: string }>> {
    const secret = randomText();
    const secretHash = await hashOf(secret);
    return this.#ask(({ book }) => {
      const asked = parseValue(invitation, createInvitationSchema);
      return { ...people.invite(book, viewer, asked, { id: randomText(), secretHash, now: Date.now() }), secret };
    });
  }

  endInvitation(viewer: Viewer, invitationId: string): Answer<null> {
    return this.#ask(({ book }) => {
      people.endInvitation(book, viewer, invitationId);
      return null;
    });
  }

  async offer(secret: string): Promise<Answer<InvitationOffer>> {
    const secretHash = await hashOf(secret);
    return this.#ask(({ book }) => people.offerOf(book, secretHash, Date.now()));
  }

  async join(viewer: Viewer, secret: string): Promise<Answer<{ role: PlaylistRole; version: number }>> {
    const secretHash = await hashOf(secret);
    return this.#changePeople((book) => {
      if (viewer === null) throw new ClientError("not_found");
      return { role: people.join(book, viewer, secretHash, Date.now()), version: book.version };
    });
  }

  end(owner: string): void {
    const book = this.#opened?.book;
    if (!book || book.record.owner !== owner || book.record.ended) return;
    book.end();
    this.#opened?.live.reviewAccess();
    this.#follow();
  }

  #changePeople<Value>(work: (book: Book) => Value): Answer<Value> {
    return this.#ask(({ book, live }) => {
      const value = work(book);
      live.reviewAccess();
      this.#follow();
      return value;
    });
  }

  #ask<Value>(work: (opened: Opened) => Value): Answer<Value> {
    return answer(() => {
      if (!this.#opened) throw new ClientError("not_found");
      return work(this.#opened);
    });
  }

  /** The upgrade that `liveUpgrade` of the contract describes. */
  override async fetch(request: Request): Promise<Response> {
    await this.#dismiss();
    const answered = this.#ask(({ live }) => {
      if (request.headers.get("upgrade") !== "websocket") throw new ClientError("not_found");
      const { 0: client, 1: server } = new WebSocketPair();
      live.accept(server, readLiveViewer(request.headers.get(liveViewerHeader)));
      this.#arm(Date.now());
      return client;
    });
    if (answered.ok) return new Response(null, { status: 101, webSocket: answered.value });
    return new Response(answered.error.code, { status: statusOf(answered.error.code) });
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    await this.#dismiss();
    this.#opened?.live.receive(socket, data, Date.now());
  }

  override webSocketClose(): void {
    this.#opened?.live.leave();
  }

  override webSocketError(): void {
    this.#opened?.live.leave();
  }

  #dismiss(): Promise<void> {
    return this.#dismissal.run(this.#opened?.live, Date.now());
  }

  /** Sees to what follows from a change: at once, and by an alarm that is set together with it. */
  #follow(): void {
    this.#arm(Date.now());
    this.ctx.waitUntil(this.#deliver());
  }

  async #deliver(options: { isAlarm: boolean } = { isAlarm: false }): Promise<void> {
    const opened = this.#opened;
    if (!opened || this.#isVanishing) return;
    const started = Date.now();
    const failed = await opened.outbox.deliver(started, options);
    if (failed) {
      const worker = "nearfield-playlist";
      const line = {
        kind: "work",
        at: new Date(started).toISOString(),
        worker,
        task: "playlist-listing",
        outcome: "retry",
        count: 1,
      } as const;
      writeLine({ ...line, ms: Date.now() - started, fault: describeFault(failed.fault) });
    }
    if (opened.book.record.ended && opened.outbox.isEmpty) await this.#vanish();
    else this.#arm(Date.now());
  }

  /**
   * Everybody knows that it has ended: nothing is left of it, nor of its alarm (compatibility dates from 2026-02-24). Until then it
   * stays what it is, an ended playlist.
   */
  async #vanish(): Promise<void> {
    if (this.#isVanishing) return;
    this.#isVanishing = true;
    try {
      await this.ctx.storage.deleteAll();
      this.#opened = undefined;
      this.#alarm.forget();
    } finally {
      this.#isVanishing = false;
    }
  }

  override async alarm(): Promise<void> {
    this.#alarm.forget();
    const live = this.#opened?.live;
    const now = Date.now();
    await this.#dismissal.run(live, now, { always: true });
    live?.look(now);
    await this.#deliver({ isAlarm: true });
  }

  #arm(now: number): void {
    if (this.#opened && !this.#isVanishing) this.#alarm.plan(this.#opened, now);
  }
}

const lineageLength = 16;
