using Breezeway.Annex;
using Breezeway.Annex.Copies;
using Breezeway.Annex.Keys;

namespace Breezeway.Remotes;

/// <summary>
/// A place that holds contents of keys. Any method may be called from several threads at once and may block: callers bring their own threads. A failure of the remote's is a
/// <see cref="RemoteFailure"/>, whose message is one line for the user; a failed call may be tried again. Nothing here touches this repository's branch:
/// whoever calls records where content is.
/// </summary>
public interface IContentRemote : IDisposable
{
    /// <summary>What this repository's configuration says of it.</summary>
    RemoteInfo Info { get; }

    string Name => Info.Name;
    Uuid Uuid => Info.Uuid;

    /// <summary>False where <see cref="TryLock"/> never works (most special remotes): then only presence can be checked.</summary>
    bool CanLock { get; }

    /// <summary>Asking for presence costs next to nothing, so that content is looked for before it is fetched (a local path).</summary>
    bool IsPresenceCheap => false;

    /// <summary>Nothing can be stored there or removed from it.</summary>
    bool IsReadOnly { get; }

    /// <summary>True when content is whole and there now. Throws <see cref="RemoteFailure"/> when that cannot be told.</summary>
    bool CheckPresent(Key key);

    /// <summary>Keeps content from being removed there until disposed; null when it is not there, or about to be removed.</summary>
    IHeldCopy? TryLock(Key key);

    /// <summary>
    /// Gets content into a file, continuing after what that file has already where the remote can. What was received is left there after a failure, for the next try.
    /// </summary>
    /// <param name="file">The work tree file it is wanted for, for records only; empty for none.</param>
    /// <param name="destination">Absolute path in annex/tmp; its directory exists.</param>
    RetrieveOutcome Retrieve(Key key, string file, string destination, TransferOptions options, CancellationToken stop);

    /// <summary>Sends content. The remote verifies what it takes, and records in its own log that it has it.</summary>
    /// <param name="source">Absolute path of the object. Changing while it is read makes the call fail.</param>
    StoreOutcome Store(Key key, string file, string source, TransferOptions options, CancellationToken stop);

    /// <summary>
    /// Removes content there; that it was not there is fine. Returns further repositories that lost it too (clusters). Throws <see cref="RemoteFailure"/> when it is still there: locked,
    /// or the proof ended before.
    /// </summary>
    IReadOnlyList<Uuid> Remove(Key key, SafeDropProof proof);

    /// <summary>What was stored there so far is on its disk after this. Called before the last other copy may go.</summary>
    void MakeDurable();

    /// <summary>Makes what the remote records about its contents visible to others (its own journal is committed). Called when a command ends, and at rest.</summary>
    void Flush();
}

/// <summary>Content that a remote keeps. Dispose it to let go.</summary>
public interface IHeldCopy : IDisposable
{
    /// <summary>From then on the remote may have let go by itself (content retention); null when it holds as long as this object lives.</summary>
    DateTimeOffset? Until { get; }
}

/// <summary>How to move content.</summary>
/// <param name="Verify">The caller wants the content's hash checked: a remote that reads all bytes anyway hashes them on the way.</param>
/// <param name="Force">Free space is not looked at.</param>
/// <param name="Progress">Told how many bytes of the content are there, those of an earlier try included.</param>
public sealed record TransferOptions(bool Verify = true, bool Force = false, Action<long>? Progress = null);

/// <summary>What is known of received content.</summary>
public enum Received
{
    /// <summary>Its hash (or, without one, its size) was checked on the way, or it cannot be but what it should.</summary>
    Verified,
    /// <summary>Not looked at: verify unless that is switched off.</summary>
    Unverified,
    /// <summary>It may be damaged (resumed from another source, changed while sent): verify whatever the settings say.</summary>
    MustVerify,
}

/// <summary>What came of a retrieval.</summary>
public abstract record RetrieveOutcome
{
    RetrieveOutcome() { }

    /// <summary>All bytes are in the destination.</summary>
    public sealed record Done(Received Content) : RetrieveOutcome;

    /// <summary>The remote has no such content (its location log may be wrong).</summary>
    public sealed record Absent : RetrieveOutcome;

    /// <summary>All bytes came, and they are not the key's content: the destination was deleted.</summary>
    public sealed record Damaged : RetrieveOutcome;
}

/// <summary>What came of sending content.</summary>
/// <param name="HadIt">It was there before.</param>
/// <param name="AlsoIn">Further repositories that have it now too (clusters).</param>
public sealed record StoreOutcome(bool HadIt, IReadOnlyList<Uuid> AlsoIn)
{
    public static readonly StoreOutcome Stored = new(false, []);
    public static readonly StoreOutcome AlreadyHad = new(true, []);
}
