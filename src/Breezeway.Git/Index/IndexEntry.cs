using Breezeway.Git.Objects;

namespace Breezeway.Git.Index;

/// <summary>One entry, to be set in an index.</summary>
/// <param name="Path">Byte text from the top of the work tree, no slash at either end.</param>
/// <param name="Stage">0, or 1 (base), 2 (ours), 3 (theirs) of a conflict.</param>
public readonly record struct IndexEntry(string Path, uint Mode, Sha Sha, IndexStat Stat = default, int Stage = 0, IndexFlags Flags = IndexFlags.None)
{
    /// <summary>True when the entry needs version 3 or later.</summary>
    internal bool IsExtended => (Flags & (IndexFlags.IntentToAdd | IndexFlags.SkipWorktree)) != 0;
}
