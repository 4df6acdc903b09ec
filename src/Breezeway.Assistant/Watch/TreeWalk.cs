using Breezeway.Base.Files;

namespace Breezeway.Assistant.Watch;

/// <summary>
/// Fills an empty tree: each directory is watched before it is listed, so that what appears meanwhile is either listed or told of. Several
/// threads share the walk, as a cold disk answers many questions at once faster than one after the other.
/// </summary>
sealed class TreeWalk(DirectoryProbe probe, WatchTree tree, Action<string, IReadOnlyList<DirectoryEntry>>? onListed)
{
    static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(1);

    readonly Stack<WatchNode> _todo = new();   // under the tree's gate, as are the next two
    int _busy;
    Exception? _failed;

    /// <summary>Paths found at two places: the tree moved under the walk.</summary>
    public List<Slot> Doubtful { get; } = [];
    public List<string> Nested { get; } = [];

    /// <summary>
    /// Walks all of the tree. <paramref name="meanwhile"/> is called on this thread every millisecond until the others are through; it has to
    /// be short; what it throws ends the walk. False when the top is not there.
    /// </summary>
    public bool Run(int threads, Action meanwhile)
    {
        if (!VisitRoot()) return false;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Work) { IsBackground = true, Name = "tree walk" }).ToList();
        foreach (var w in workers) w.Start();
        foreach (var w in workers)
            while (!w.Join(Breath))
                try { meanwhile(); }
                catch (Exception e) { Fail(e); }                 // thrown below, once no thread uses the tree any more
        return _failed is null ? true : throw _failed;
    }

    bool VisitRoot()
    {
        Visit(tree.Root);
        return tree.Root.Wd >= 0 || tree.Root.State != NodeState.Watched;
    }

    void Work()
    {
        while (Next() is { } node)
        {
            try { Visit(node); }
            catch (Exception e) { Fail(e); }                     // an edge: the thread that runs the walk throws it
            lock (tree.Gate) { _busy--; Monitor.PulseAll(tree.Gate); }
        }
    }

    void Fail(Exception e) { lock (tree.Gate) { _failed ??= e; Monitor.PulseAll(tree.Gate); } }

    WatchNode? Next()
    {
        lock (tree.Gate)
            while (true)
            {
                if (_failed is not null) return null;
                if (_todo.TryPop(out var n)) { _busy++; return n; }
                if (_busy == 0) return null;
                Monitor.Wait(tree.Gate);
            }
    }

    void Visit(WatchNode node)
    {
        var found = probe.Open(node, out var file, out int wd);
        using (file)
        {
            string path = node.Path;
            lock (tree.Gate) if (!Bind(node, found, wd)) return;
            var entries = Fs.TryList(file!.ProcPath, out _);
            lock (tree.Gate)
            {
                if (entries is null) { tree.SetState(node, NodeState.Unreadable); return; }
                if (node != tree.Root && entries.Exists(e => e.Name == ".git")) { tree.SetState(node, NodeState.Nested); Nested.Add(path); return; }
                foreach (var e in entries)
                    if (e.Name != ".git" && IsDirectory(e, file)) _todo.Push(tree.AddChild(node, e.Name));
                Monitor.PulseAll(tree.Gate);
            }
            onListed?.Invoke(path, entries);
        }
    }

    internal static bool IsDirectory(DirectoryEntry e, FileHandle directory) => e.Kind == FileKind.Directory
        || (e.Kind == FileKind.Other && Fs.TryLStat($"{directory.ProcPath}/{e.Name}", out var s, out _) && s.IsDirectory);

    bool Bind(WatchNode node, Found found, int wd)
    {
        switch (found)
        {
            case Found.Directory when tree.TryFind(wd, out var other):
                Doubtful.Add(new Slot(node.Parent!, node.Name));
                if (other.Parent is { } parent) Doubtful.Add(new Slot(parent, other.Name));
                tree.Drop(node, static _ => { });
                return false;
            case Found.Directory: tree.Bind(node, wd); return true;
            case Found.Unreadable: tree.SetState(node, NodeState.Unreadable); return false;
            case Found.Limit: tree.SetState(node, NodeState.Unwatched); return false;
            default: if (node.Parent is not null) tree.Drop(node, static _ => { }); return false;   // gone meanwhile
        }
    }
}
