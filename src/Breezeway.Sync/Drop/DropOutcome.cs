using Breezeway.Annex.Copies;
using Breezeway.Remotes;

namespace Breezeway.Sync.Drop;

/// <summary>What came of the wish to drop a content.</summary>
public abstract record DropOutcome
{
    DropOutcome() { }

    /// <summary>It is not there now.</summary>
    public sealed record Dropped : DropOutcome;

    /// <summary>Too few other copies could be verified; nothing was removed.</summary>
    /// <param name="Counted">The repositories whose copies counted.</param>
    /// <param name="Missed">Remotes that could not be asked, or lack it.</param>
    public sealed record Unsafe(DropDecision Why, IReadOnlyList<VerifiedCopy> Counted, IReadOnlyList<RemoteInfo> Missed) : DropOutcome;

    /// <summary>It could not be removed: content is locked, remote gone ...; one line.</summary>
    public sealed record Failed(string Message) : DropOutcome;

    public bool IsDropped => this is Dropped;
}
