using Breezeway.Git.Objects;

namespace Breezeway.Git.History;

/// <summary>Questions about the history of commits, answered by walking it newest first; reads only what lies above the answer.</summary>
/// <param name="read">Reads a commit; throws when it is missing.</param>
public sealed class CommitGraph(Func<Sha, Commit> read)
{
    /// <summary>Of a repository's commits. History that was cut off (a shallow clone) ends there.</summary>
    public static CommitGraph Of(ObjectStore objects) => new(sha =>
    {
        try { return objects.ReadCommit(sha); }
        catch (CorruptData) when (!objects.Has(sha)) { return new Commit(Sha.EmptyTree, [], "", "", ""); }
    });

    [Flags]
    enum Side { None = 0, Ours = 1, Theirs = 2, Stale = 4, Result = 8 }

    /// <summary>True when <paramref name="ancestor"/> is reachable from <paramref name="descendant"/> (or the same).</summary>
    public bool IsAncestor(Sha ancestor, Sha descendant)
    {
        if (ancestor == descendant) return true;
        // the usual case first: a few commits ahead in a straight line
        var at = descendant;
        for (int i = 0; i < 8; i++)
        {
            var c = read(at);
            if (c.Parents.Contains(ancestor)) return true;
            if (c.Parents.Count != 1) break;
            at = c.Parents[0];
        }
        return MergeBases(ancestor, descendant).Contains(ancestor);
    }

    /// <summary>All best common ancestors, as <c>git merge-base --all</c> (without the reduction git does of bases that are ancestors of each other by clock skew).</summary>
    public IReadOnlyList<Sha> MergeBases(Sha a, Sha b)
    {
        if (a == b) return [a];
        var flags = new Dictionary<Sha, Side>();
        var queue = new PriorityQueue<(Sha Name, Commit Commit), (long, long)>();
        long order = 0;
        void Add(Sha s, Side side)
        {
            var old = flags.GetValueOrDefault(s);
            if ((old & side) == side) return;
            flags[s] = old | side;
            var c = read(s);
            queue.Enqueue((s, c), (-c.CommitSeconds, order++));
        }
        Add(a, Side.Ours);
        Add(b, Side.Theirs);
        var found = new List<Sha>();
        // once everything queued is below a result already found, nothing new can be found
        while (queue.UnorderedItems.Any(q => (flags[q.Element.Name] & Side.Stale) == 0))
        {
            var (s, commit) = queue.Dequeue();
            var f = flags[s];
            var spread = f & (Side.Ours | Side.Theirs | Side.Stale);
            if (spread == (Side.Ours | Side.Theirs))
            {
                if ((f & Side.Result) == 0) { flags[s] = f | Side.Result; found.Add(s); }
                spread |= Side.Stale;
            }
            foreach (var p in commit.Parents) Add(p, spread);
        }
        // what is reachable from another result is no best ancestor
        return [.. found.Where(s => (flags[s] & Side.Stale) == 0)];
    }

    /// <summary>The commits reachable from <paramref name="tip"/> and not from <paramref name="other"/>, as <c>git rev-list other..tip</c>; null when they are more than the limit.</summary>
    public IReadOnlyList<Sha>? Only(Sha tip, Sha other, int limit)
    {
        var flags = new Dictionary<Sha, Side>();
        var queue = new PriorityQueue<(Sha Name, Commit Commit), (long, long)>();
        long order = 0;
        void Add(Sha s, Side side)
        {
            var old = flags.GetValueOrDefault(s);
            if ((old | side) == old) return;
            flags[s] = old | side;
            var c = read(s);
            queue.Enqueue((s, c), (-c.CommitSeconds, order++));
        }
        Add(tip, Side.Ours);
        Add(other, Side.Theirs);
        var found = new HashSet<Sha>();
        while (queue.UnorderedItems.Any(q => flags[q.Element.Name] == Side.Ours))
        {
            var (s, commit) = queue.Dequeue();
            var side = flags[s];
            if (side == Side.Ours) { found.Add(s); if (found.Count > limit) return null; }
            foreach (var p in commit.Parents) Add(p, side);
        }
        return [.. found.Where(s => flags[s] == Side.Ours)];
    }
}
