using Breezeway.Annex.Logs;
using Breezeway.Base;

namespace Breezeway.Annex.Branch;

/// <summary>Which branches fit together (branch.md 7 and repository.md 9): those whose repositories were tuned alike.</summary>
static class BranchMergeRules
{
    /// <summary>Throws <see cref="UserError"/> when a ref's repositories are tuned differently than those of the local branch. A ref that names none fits.</summary>
    /// <param name="local">The text of difference.log of the local branch, journal included.</param>
    /// <param name="other">That of the ref.</param>
    internal static void DemandSameTuning(string local, string other)
    {
        var mine = Tunings(local);
        if (mine.Contains(null) || !mine.SetEquals(Tunings(other)))
            throw new UserError("Remote repository is tuned in incompatible way; cannot be merged with local repository.");
    }

    /// <summary>Null among them is a tuning that is not understood.</summary>
    static HashSet<Differences?> Tunings(string log)
    {
        var all = DifferenceLog.Parse(log).Values.ToHashSet();
        if (all.Count == 0) all.Add(Differences.None);
        return all;
    }

    /// <summary>Levels of hash directories of the logs, by the text of difference.log.</summary>
    internal static int Levels(string log) => DifferenceLog.Parse(log).Values.Any(d => d is { } v && v.HasFlag(Differences.OneLevelBranchHash)) ? 1 : 2;
}
