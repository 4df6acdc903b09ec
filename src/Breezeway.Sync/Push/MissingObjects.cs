using Breezeway.Git.History;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Push;

/// <summary>Finds the objects that a commit needs and another repository, which has certain commits whole, may lack.</summary>
public static class MissingObjects
{
    /// <summary>
    /// Objects in the order they may be stored: blobs and trees before the commits that need them, parents before children. Null when there are more than the limit: then a pack is the
    /// better way.
    /// </summary>
    /// <param name="have">Commits the other side has with all they lead to; all of them known here.</param>
    public static IReadOnlyList<Sha>? Between(ObjectStore store, Sha wanted, IReadOnlyCollection<Sha> have, int limit)
    {
        var known = new HashSet<Sha>(have);
        var graph = new CommitGraph(store.ReadCommit);
        var order = new List<(Sha Name, Git.Objects.Commit Commit)>();
        var seen = new HashSet<Sha>();
        var stack = new Stack<Sha>();
        stack.Push(wanted);
        while (stack.Count > 0)
        {
            var c = stack.Pop();
            if (known.Contains(c) || !seen.Add(c) || have.Any(h => graph.IsAncestor(c, h))) continue;
            var commit = store.ReadCommit(c);
            order.Add((c, commit));
            if (order.Count > limit) return null;
            foreach (var p in commit.Parents) stack.Push(p);
        }
        order.Reverse();
        var objects = new List<Sha>();
        var listed = new HashSet<Sha>();
        var trees = new HashSet<Sha>(have.Select(h => store.ReadCommit(h).Tree));
        foreach (var (name, commit) in order)
        {
            var parentTrees = commit.Parents.Select(p => store.ReadCommit(p).Tree).ToList();
            if (parentTrees.Count == 0 && trees.Count > 0) parentTrees.Add(trees.First());
            if (!trees.Contains(commit.Tree) && !AddTree(store, commit.Tree, parentTrees, objects, listed, limit)) return null;
            objects.Add(name);
        }
        return objects.Count > limit ? null : objects;
    }

    /// <summary>A tree's objects that none of the old trees at the same place has; children first.</summary>
    static bool AddTree(ObjectStore store, Sha tree, IReadOnlyList<Sha> old, List<Sha> to, HashSet<Sha> listed, int limit)
    {
        if (old.Contains(tree) || tree == Sha.EmptyTree && old.Count > 0 || !listed.Add(tree)) return true;
        var before = old.Select(o => TreeCodec.Parse(store.ReadTree(o)).ToDictionary(e => e.Name, StringComparer.Ordinal)).ToList();
        foreach (var e in TreeCodec.Parse(store.ReadTree(tree)))
        {
            if (GitMode.IsGitlink(e.Mode)) continue;
            var there = before.Select(b => b.GetValueOrDefault(e.Name)).Where(o => o.Name is not null).ToList();
            if (there.Any(o => o.Sha == e.Sha)) continue;
            if (e.IsTree) { if (!AddTree(store, e.Sha, [.. there.Where(o => o.IsTree).Select(o => o.Sha)], to, listed, limit)) return false; }
            else if (listed.Add(e.Sha)) to.Add(e.Sha);
            if (to.Count > limit) return false;
        }
        to.Add(tree);
        return true;
    }
}
