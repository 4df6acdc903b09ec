using Breezeway.Git.Objects;

namespace Breezeway.Annex.Branch;

/// <summary>Files of a tree of the git-annex branch, and the union merge of two such trees, which enters only what differs.</summary>
public sealed class BranchTree(ObjectStore objects)
{
    /// <summary>A file's content in a tree; null when it is not there.</summary>
    public byte[]? Read(Sha tree, string path) =>
        TreeLookup.Find(objects, tree, path) is { IsTree: false } e ? objects.ReadBlob(e.Sha) : null;

    /// <summary>The tree that has every line of both (branch.md 7); written to the store where it is new.</summary>
    public Sha Union(Sha a, Sha b)
    {
        if (a == b || b == Sha.EmptyTree || b.IsZero) return a;
        if (a == Sha.EmptyTree || a.IsZero) return b;
        var x = TreeCodec.Parse(objects.ReadTree(a)).ToDictionary(e => e.Name, StringComparer.Ordinal);
        var y = TreeCodec.Parse(objects.ReadTree(b));
        bool changed = false;
        foreach (var e in y)
        {
            if (!x.TryGetValue(e.Name, out var mine)) { x[e.Name] = e; changed = true; continue; }
            if (mine.Sha == e.Sha) continue;
            if (mine.IsTree != e.IsTree) continue;   // no log has such a name: ours stays
            var sha = mine.IsTree ? Union(mine.Sha, e.Sha) : UnionBlob(mine.Sha, e.Sha);
            if (sha == mine.Sha) continue;
            x[e.Name] = mine with { Sha = sha };
            changed = true;
        }
        return changed ? objects.Write(GitObjectType.Tree, TreeCodec.Format(x.Values.ToArray())) : a;
    }

    Sha UnionBlob(Sha a, Sha b)
    {
        var merged = UnionMerge.Merge(objects.ReadBlob(a), objects.ReadBlob(b));
        return merged.Same switch { 0 => a, 1 => b, _ => objects.Write(GitObjectType.Blob, merged.Content) };
    }
}
