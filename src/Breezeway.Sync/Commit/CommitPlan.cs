using Breezeway.Annex.Keys;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Commit;

/// <summary>One path as it shall be in the commit and the index; a zero mode removes it.</summary>
/// <param name="Stat">The stat data for the index; null when the entry there is right already.</param>
/// <param name="Key">The key, when it is annexed and known.</param>
public sealed record Staged(string Path, uint Mode, Sha Sha, IndexStat? Stat, Key? Key)
{
    public bool IsRemoval => Mode == 0;
    public static Staged Removal(string path) => new(path, 0, default, null, null);
}

/// <summary>What a commit is to hold: an explicit list of edits on top of whatever HEAD is then, never "what index and work tree say now".</summary>
public sealed record CommitPlan(IReadOnlyList<Staged> Files, string Message);

/// <summary>How an attempt to commit ended.</summary>
public abstract record CommitOutcome
{
    CommitOutcome() { }
    /// <param name="Commit">The new tip; null when the tree was HEAD's already and only the index was written.</param>
    public sealed record Done(Sha? Commit, string? Branch) : CommitOutcome;
    /// <summary>Somebody else holds index.lock, a merge or rebase of the user's is under way, or HEAD moved: try again.</summary>
    public sealed record Busy(string Why) : CommitOutcome;
    /// <summary>These paths changed since they were looked at; the rest was not committed either.</summary>
    public sealed record Changed(IReadOnlyList<string> Paths) : CommitOutcome;
}
