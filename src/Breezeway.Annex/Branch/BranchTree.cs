using Breezeway.Git.Objects;

namespace Breezeway.Annex.Branch;

/// <summary>The union merge of trees of the git-annex branch, which enters only what differs.</summary>
static class BranchTree
{
    /// <summary>The tree that has every line of both (branch.md 7). A function of the two in this order; where both have all lines, the first one's file is taken.</summary>
    public static Sha Union(BranchObjects objects, Sha a, Sha b)
    {
        if (a == b || b == Sha.EmptyTree || b.IsZero) return a;
        if (a == Sha.EmptyTree || a.IsZero) return b;
        var x = TreeCodec.Parse(objects.ReadTree(a)).ToDictionary(e => e.Name, StringComparer.Ordinal);
        bool changed = false;
        foreach (var e in TreeCodec.Parse(objects.ReadTree(b)))
        {
            if (!x.TryGetValue(e.Name, out var mine)) { x[e.Name] = e; changed = true; continue; }
            if (mine.Sha == e.Sha) continue;
            if (mine.IsTree != e.IsTree)
            {
                // no log has the name of a directory of logs: the directory is what counts, from whichever side
                if (e.IsTree) { x[e.Name] = e; changed = true; }
                continue;
            }
            var sha = mine.IsTree ? Union(objects, mine.Sha, e.Sha) : UnionBlob(objects, mine.Sha, e.Sha);
            if (sha == mine.Sha) continue;
            x[e.Name] = mine with { Sha = sha };
            changed = true;
        }
        return changed ? objects.Write(GitObjectType.Tree, TreeCodec.Format(x.Values.ToArray())) : a;
    }

    static Sha UnionBlob(BranchObjects objects, Sha a, Sha b)
    {
        var merged = UnionMerge.Merge(objects.ReadBlob(a), objects.ReadBlob(b));
        return merged.Same switch { 0 => a, 1 => b, _ => objects.Write(GitObjectType.Blob, merged.Content) };
    }
}
