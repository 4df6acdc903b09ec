using System.Collections.Immutable;
using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Git.Objects;
using Breezeway.Remotes.P2P.Messages;

namespace Breezeway.Remotes.P2P.Conversations;

/// <summary>
/// What a P2P server does to its own repository. Called by one conversation, one call at a time. Keys come from the peer and may name
/// anything that parses: a key whose file cannot exist here (too long a name, say) is simply absent.
/// </summary>
/// <remarks>
/// A <see cref="Breezeway.Base.UserError"/> or a <see cref="Breezeway.Base.Files.FileError"/> thrown before anything was answered is sent
/// as ERROR, and the conversation goes on; later it ends the conversation.
/// </remarks>
public interface IP2PLocal
{
    Uuid Uuid { get; }

    P2PAccess Access { get; }

    /// <summary>True when the content is here, durable, and not about to be removed. Throws UserError when that cannot be told.</summary>
    ValueTask<bool> CheckPresentAsync(Key key, CancellationToken token);

    /// <summary>
    /// Keeps the content from being removed while it is held, and for <see cref="P2PServer.Retention"/> from now even should this process
    /// be killed (repository.md 3). Null when it is absent or about to be removed.
    /// </summary>
    ValueTask<IHeldContent?> LockContentAsync(Key key, CancellationToken token);

    /// <summary>
    /// Removes the content, and records that in the location log. Whether enough copies remain was settled by the peer. With
    /// <paramref name="before"/>, only while <see cref="MonotonicSeconds"/> is less; asked with the content locked, last thing before it goes.
    /// </summary>
    ValueTask<RemoveOutcome> RemoveAsync(Key key, long? before, CancellationToken token);

    /// <summary>A clock that is never set: seconds since this machine was started. The peer's deadlines are in it.</summary>
    long MonotonicSeconds { get; }

    /// <summary>The content from an offset on; null when it is absent. An offset at or past its end is an empty content.</summary>
    /// <param name="file">For the transfer's record; empty for none.</param>
    ValueTask<IContentSource?> OpenContentAsync(Key key, long offset, string file, CancellationToken token);

    ValueTask<ReceiveStart> BeginReceiveAsync(Key key, string file, CancellationToken token);

    /// <summary>Waits for refs to change; null at once when this server does not tell.</summary>
    ValueTask<ImmutableArray<Sha>?> WaitForChangeAsync(CancellationToken token);

    /// <summary>Starts a git service on this repository; null when this server does not relay to git.</summary>
    IGitRelay? StartGit(GitService service);

    /// <summary>A line for this end's stderr.</summary>
    void Warn(string line);
}

/// <summary>Content that stays. Disposed without <see cref="UnlockAsync"/> it still stays until the retention is over: its holder may count on that.</summary>
public interface IHeldContent : IAsyncDisposable
{
    /// <summary>The peer needs it no more: ends the retention too.</summary>
    ValueTask UnlockAsync();
}

/// <summary>What a server lets its peer change.</summary>
public enum P2PAccess { ReadWrite, AppendOnly, ReadOnly }

public enum RemoveOutcome
{
    /// <summary>It is not here now, perhaps it never was.</summary>
    Removed,
    /// <summary>The time given is over, or it could not be removed.</summary>
    NotRemoved,
    /// <summary>Somebody holds the content.</summary>
    Locked,
}

/// <summary>Content to be sent, from some offset to its end.</summary>
public interface IContentSource : IAsyncDisposable
{
    /// <summary>Bytes from the offset to the end, as promised to the peer.</summary>
    long Length { get; }

    /// <summary>Bytes read, at most as many as fit; 0 at the end, which may come early when the content shrinks.</summary>
    ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken token);

    /// <summary>Asked when all was read: true when the content certainly did not change meanwhile.</summary>
    ValueTask<bool> IsUnchangedAsync(CancellationToken token);
}

/// <summary>Whether a content that is offered is wanted.</summary>
public abstract record ReceiveStart
{
    ReceiveStart() { }

    public sealed record AlreadyHave : ReceiveStart;

    /// <summary>The content is taken from <see cref="IContentReceiver.Offset"/> on.</summary>
    public sealed record From(IContentReceiver Receiver) : ReceiveStart;

    /// <summary>It cannot be taken (no space, say); the peer is told why.</summary>
    public sealed record Refused(string Reason) : ReceiveStart;
}

/// <summary>Takes a content in. Disposed without one of the endings, what was received is kept for the next time.</summary>
public interface IContentReceiver : IAsyncDisposable
{
    /// <summary>Bytes that are here already.</summary>
    long Offset { get; }

    /// <summary>Bytes that will be taken at most: what the key's size leaves, or for a key without one what the disk may hold.</summary>
    long MaxLength { get; }

    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken token);

    /// <summary>
    /// All data came: verify, move into place, record. False when it is not the key's content; what was received is then deleted.
    /// With <paramref name="mustVerify"/> by its hash whatever the configuration says.
    /// </summary>
    ValueTask<bool> FinishAsync(bool mustVerify, CancellationToken token);

    /// <summary>The peer says that the content came here by other means: record it and answer true if it is so.</summary>
    ValueTask<bool> FinishInPlaceAsync(CancellationToken token);

    /// <summary>What comes is not the key's content: delete what was received.</summary>
    ValueTask RejectAsync();
}

/// <summary>A git service that runs beside a conversation. Disposing ends it.</summary>
public interface IGitRelay : IAsyncDisposable
{
    Stream ToGit { get; }
    Stream FromGit { get; }

    /// <summary>Waits for its end; the exit code.</summary>
    Task<int> ExitAsync(CancellationToken token);
}
