using Breezeway.Git.Objects;

namespace Breezeway.Sync.Merge;

/// <summary>What merging two trees comes to without asking git.</summary>
public abstract record TreeMergeResult
{
    TreeMergeResult() { }
    /// <summary>Edits to be done to our tree; the result is the same from either side.</summary>
    public sealed record Clean(IReadOnlyList<TreeEdit> Edits) : TreeMergeResult;
    /// <summary>Both sides touched these paths differently: renames, text merges and conflicts are git's to find.</summary>
    public sealed record NeedsGit(IReadOnlyList<string> Paths) : TreeMergeResult;
}

/// <summary>
/// The three-way merge of trees whose sides changed different paths, or the same path alike. Pure; enters only directories that differ. Everything else is left to git, so
/// that its rules for renames and text decide.
/// </summary>
public static class TreeMerge
{
    public static TreeMergeResult Merge(ITreeSource source, Sha baseTree, Sha ours, Sha theirs)
    {
        if (theirs == baseTree || ours == theirs) return new TreeMergeResult.Clean([]);
        var mine = TreeDiff.Between(source, baseTree, ours).ToDictionary(c => c.Path, StringComparer.Ordinal);
        var edits = new List<TreeEdit>();
        var clash = new List<string>();
        var directories = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in mine.Where(c => !c.Value.IsRemoval).Select(c => c.Key)) AddAbove(path, directories);
        foreach (var change in TreeDiff.Between(source, baseTree, theirs))
        {
            if (mine.TryGetValue(change.Path, out var other))
            {
                if (other.NewMode != change.NewMode || other.NewSha != change.NewSha) clash.Add(change.Path);
                continue;
            }
            if (!change.IsRemoval && (directories.Contains(change.Path) || FileAbove(change.Path, mine))) { clash.Add(change.Path); continue; }
            edits.Add(change.IsRemoval ? TreeEdit.Remove(change.Path) : TreeEdit.Set(change.Path, change.NewMode, change.NewSha));
        }
        return clash.Count > 0 ? new TreeMergeResult.NeedsGit(clash) : new TreeMergeResult.Clean(edits);
    }

    static void AddAbove(string path, HashSet<string> to)
    {
        for (int i = path.LastIndexOf('/'); i > 0 && to.Add(path[..i]); i = path.LastIndexOf('/', i - 1)) { }
    }

    static bool FileAbove(string path, Dictionary<string, TreeChange> mine)
    {
        for (int i = path.LastIndexOf('/'); i > 0; i = path.LastIndexOf('/', i - 1))
            if (mine.TryGetValue(path[..i], out var c) && !c.IsRemoval) return true;
        return false;
    }
}
