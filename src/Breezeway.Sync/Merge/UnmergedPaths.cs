using Breezeway.Annex;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Merge;

/// <summary>A conflict and where git keeps it.</summary>
/// <param name="Conflict">Under the name that both sides know it by.</param>
/// <param name="Base">What both sides started from; null when they did not have it.</param>
/// <param name="IndexPaths">The paths of its stages in the index: where git had to put a side under another name, <c>PATH~COMMIT</c> is among them.</param>
public sealed record UnmergedPath(Conflict Conflict, ConflictSide? Base, IReadOnlyList<string> IndexPaths);

/// <summary>Reads conflicts from an index in the middle of a merge.</summary>
public static class UnmergedPaths
{
    /// <summary>
    /// In the order of the index. A name that a side's own tree does not have, but for what stands before a <c>~</c>, was made by git (distinct types, a file against a directory): that
    /// side belongs to the conflict of the true name.
    /// </summary>
    public static IReadOnlyList<UnmergedPath> Read(AnnexRepository repository, IndexSnapshot index, Sha ourTree, Sha theirTree)
    {
        var found = new Dictionary<string, (ConflictSide?[] Stages, List<string> Paths)>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var e in index.Entries())
        {
            if (e.Stage == 0) continue;
            string path = e.Path;
            string name = e.Stage == 2 ? Original(repository, ourTree, path, e) : e.Stage == 3 ? Original(repository, theirTree, path, e) : path;
            if (!found.TryGetValue(name, out var c)) { found[name] = c = (new ConflictSide?[4], []); order.Add(name); }
            if (!c.Paths.Contains(path)) c.Paths.Add(path);
            c.Stages[e.Stage] = new ConflictSide(e.Mode, e.Sha, GitMode.IsGitlink(e.Mode) ? null : repository.KeyOfBlob(e.Mode, e.Sha));
        }
        return [.. order.Select(n => new UnmergedPath(new Conflict(n, found[n].Stages[2], found[n].Stages[3]), found[n].Stages[1], found[n].Paths))];
    }

    static string Original(AnnexRepository repository, Sha tree, string path, IndexEntryView e)
    {
        if (!path.Contains('~') || TreeLookup.Find(repository.GitObjects, tree, path) is { IsTree: false }) return path;
        for (int i = path.IndexOf('~', path.LastIndexOf('/') + 2); i > 0; i = path.IndexOf('~', i + 1))
            if (TreeLookup.Find(repository.GitObjects, tree, path[..i]) is { } t && t.Sha == e.Sha && t.Mode == e.Mode) return path[..i];
        return path;
    }
}
