namespace Breezeway.Assistant.Watch;

/// <summary>
/// The directories watched, by place and by wd. Some 200 bytes for each. While the first walk goes on its threads share it under
/// <see cref="Gate"/>; after that it belongs to the watcher's thread.
/// </summary>
sealed class WatchTree
{
    readonly Dictionary<int, WatchNode> _byWd = [];

    public object Gate { get; } = new();
    public WatchNode Root { get; } = new("");
    /// <summary>Nodes that are Unreadable or Unwatched.</summary>
    public HashSet<WatchNode> Troubled { get; } = [];
    /// <summary>Set when <see cref="Troubled"/> changed, or paths in it may have.</summary>
    public bool TroubleChanged { get; set; }
    public int WatchCount => _byWd.Count;

    public bool TryFind(int wd, out WatchNode node) => _byWd.TryGetValue(wd, out node!);
    public bool Contains(WatchNode n) => n.IsBelowOrAt(Root);
    public bool Contains(int wd) => _byWd.ContainsKey(wd);

    /// <summary>The node at a path; null when there is none.</summary>
    public WatchNode? Find(string path)
    {
        WatchNode? n = Root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries)) n = n?.Child(name);
        return n;
    }

    public WatchNode AddChild(WatchNode parent, string name)
    {
        var n = new WatchNode(name);
        Place(n, parent, name);
        return n;
    }

    /// <summary>Puts a node that is nowhere at a place that is free.</summary>
    public void Place(WatchNode n, WatchNode parent, string name)
    {
        n.Parent = parent; n.Name = name; n.Origin = null;
        (parent.Children ??= new(StringComparer.Ordinal)).Add(name, n);
        if (Troubled.Count > 0) TroubleChanged = true;
    }

    /// <summary>Cuts a node off with all below it; until it is placed again it goes by its old place, even when that is renamed.</summary>
    public void Detach(WatchNode n)
    {
        if (n.Parent is not { } parent) return;
        if (parent.Children is { } siblings && siblings.Remove(n.Name) && siblings.Count == 0) parent.Children = null;
        n.Parent = null; n.Origin = parent;
        if (Troubled.Count > 0) TroubleChanged = true;
    }

    public void Bind(WatchNode n, int wd) { Unbind(n); n.Wd = wd; _byWd[wd] = n; }
    public void Unbind(WatchNode n) { if (n.Wd >= 0) _byWd.Remove(n.Wd); n.Wd = -1; }

    public void SetState(WatchNode n, NodeState state)
    {
        if (n.State == state) return;
        n.State = state;
        bool troubled = state is NodeState.Unreadable or NodeState.Unwatched;
        if (troubled ? Troubled.Add(n) : Troubled.Remove(n)) TroubleChanged = true;
    }

    /// <summary>Forgets a node and all below it; <paramref name="each"/> gets their wds.</summary>
    public void Drop(WatchNode n, Action<int> each)
    {
        Detach(n);
        Part(n);
        DropChildren(n, each);
        Forget(n, each);
    }

    /// <summary>Gives a node the path it had for a name, so that it no longer depends on what is above.</summary>
    static void Part(WatchNode n) { n.Name = n.Path; n.Parent = n.Origin = null; }

    public void DropChildren(WatchNode n, Action<int> each)
    {
        if (n.Children is null) return;
        var left = new Stack<WatchNode>(n.Children.Values);
        n.Children = null;
        foreach (var child in left) Part(child);
        while (left.TryPop(out var next))
        {
            foreach (var child in next.Children?.Values ?? Enumerable.Empty<WatchNode>()) left.Push(child);
            next.Children = null;
            Forget(next, each);
        }
    }

    void Forget(WatchNode n, Action<int> each)
    {
        if (Troubled.Remove(n)) TroubleChanged = true;
        if (n.Wd < 0) return;
        int wd = n.Wd;
        Unbind(n);
        each(wd);
    }

    /// <summary>Every node, the top included.</summary>
    public IEnumerable<WatchNode> All
    {
        get
        {
            var left = new Stack<WatchNode>([Root]);
            while (left.TryPop(out var n))
            {
                yield return n;
                foreach (var child in n.Children?.Values ?? Enumerable.Empty<WatchNode>()) left.Push(child);
            }
        }
    }

    /// <summary>Every wd in use.</summary>
    public IEnumerable<int> Wds => _byWd.Keys;

    public IReadOnlyList<string> PathsOf(NodeState state) => Troubled.Where(n => n.State == state).Select(n => n.Path).Order(StringComparer.Ordinal).ToList();
}
