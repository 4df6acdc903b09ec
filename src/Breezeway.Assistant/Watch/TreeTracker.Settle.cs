using System.Diagnostics;
using Breezeway.Base.Files;

namespace Breezeway.Assistant.Watch;

// Looking at the disk: the first walk, directories that appeared, and places that are in doubt.
sealed partial class TreeTracker
{
    /// <summary>
    /// Walks all of the tree anew. The first time nothing is told of what is there; later (<see cref="IsLost"/>) the top is told as uncertain.
    /// Throws <see cref="FileError"/> when the top is not there at the first time.
    /// </summary>
    public void Populate(bool first)
    {
        IsLost = false;
        var fresh = new WatchTree();
        var walk = new TreeWalk(_probe, fresh, first ? options.OnListed : null);
        if (!walk.Run(options.Threads, pump))
        {
            if (first) throw new FileError("watch", top, Errno.NoEntry);
            Gone();
            return;
        }
        foreach (int wd in Tree.Wds) if (!fresh.Contains(wd)) inotify.Remove(wd);
        Tree = fresh;
        Tree.TroubleChanged = true;
        _appeared.Clear(); _verify.Clear(); _halfMoves.Clear(); _newborns.Clear(); _displaced.Clear(); _unmounted.Clear();
        foreach (var n in fresh.All) if (n.Parent is { } parent) _verify.Add(new Slot(parent, n.Name));
        _verify.UnionWith(walk.Doubtful);
        _mustVerify = walk.Doubtful.Count > 0;
        if (!first) batch.Uncertain("");
        foreach (var path in walk.Nested) batch.Notice(PathEventKind.NestedRepository, path);
        foreach (var n in fresh.Troubled) batch.Notice(NoticeOf(n.State), n.Path);
    }

    static PathEventKind NoticeOf(NodeState state) => state == NodeState.Unwatched ? PathEventKind.Unwatched : PathEventKind.Unreadable;

    /// <summary>
    /// To be called when the events read so far are handled. Looks at what appeared and what is in doubt. True when tree and disk agree as far as
    /// can be told; false when more events have to be handled first.
    /// </summary>
    public bool Settle(TimeSpan now)
    {
        foreach (var half in _halfMoves.TakeExpired(now)) MovedOut(half);
        foreach (var slot in _newborns.TakeDue(now, s => _probe.Absolute(s.Path)))
            if (IsAlive(slot.Parent)) batch.Add(PathEventKind.Created, slot.Path, false);
        ReportUnmounted();
        Explore();
        if (IsGone || IsLost || more()) return false;
        if (_displaced.Count > 0 && _displacedExpire <= now)
        {
            foreach (var node in _displaced.Values) Drop(node);
            _displaced.Clear();
        }
        VerifyAll();
        return !IsGone && !IsLost && _appeared.Count == 0 && _verify.Count == 0 && !more();
    }

    void MovedOut(HalfMove half)
    {
        string path = half.Slot.Path;
        if (half.Node is not null) Drop(half.Node);
        // Told late, so that it must not hide what came to the place meanwhile.
        if (half.Slot.Parent.Child(half.Slot.Name) is not null || Fs.TryLStat(_probe.Absolute(path), out _, out _)) batch.Uncertain(path);
        else batch.Add(PathEventKind.Deleted, path, half.IsDirectory);
    }

    /// <summary>Each directory of an unmounted file system says so, in any order. The highest that is no longer at its place was the mount point.</summary>
    void ReportUnmounted()
    {
        if (_unmounted.Count == 0) return;
        CheckRoot();
        foreach (var unmounted in _unmounted)
        {
            if (IsGone) return;
            if (!Tree.Contains(unmounted)) continue;             // below one reported already
            var node = unmounted;
            while (node.Parent is { } above && !IsStillAt(above)) node = above;
            var slot = new Slot(node.Parent!, node.Name);
            batch.Notice(PathEventKind.Unmounted, slot.Path);
            Drop(node);
            _appeared.Add(slot);                                 // the directory that the mount hid
        }
        _unmounted.Clear();
    }

    /// <summary>In the tree, or cut off but for the second half of a rename that may put it back. What was dropped has no watch.</summary>
    static bool IsAlive(WatchNode n) => n.Wd >= 0;

    void Explore()
    {
        if (_appeared.Count == 0) return;
        var slots = _appeared.ToList();
        _appeared.Clear();
        var todo = new Stack<Slot>();
        foreach (var slot in slots) Explore(slot, todo, tell: true);
    }

    /// <summary>Watches and lists a directory and all below it, telling what is there or not.</summary>
    void Explore(Slot first, Stack<Slot> todo, bool tell)
    {
        todo.Push(first);
        while (todo.TryPop(out var slot) && !IsLost && !IsGone)
        {
            pump();
            if (slot.Parent.State == NodeState.Nested) continue;
            if (Tree.Contains(slot.Parent)) Enter(slot, todo, tell);
            else if (IsAlive(slot.Parent)) _appeared.Add(slot);
        }
        todo.Clear();
    }

    void Enter(Slot slot, Stack<Slot> todo, bool tell)
    {
        var found = _probe.Open(slot, Tree.Contains, out var file, out int wd);
        using (file)
            switch (found)
            {
                case Found.Directory: if (Attach(slot, wd) is { } node) List(node, file!, todo, tell); break;
                case Found.Nothing: break;                       // what became of it is told by an event to come
                case Found.ParentElsewhere: _appeared.Add(slot); VerifyParentOf(slot); break;
                case Found.Unreadable or Found.ParentUnreadable: Trouble(slot, NodeState.Unreadable); break;
                case Found.Limit: Trouble(slot, NodeState.Unwatched); break;
                default: throw new UnreachableException();
            }
    }

    void List(WatchNode node, FileHandle file, Stack<Slot> todo, bool tell)
    {
        var entries = Fs.TryList(file.ProcPath, out _);
        if (entries is null) { SetTrouble(node, NodeState.Unreadable); return; }
        if (entries.Exists(e => e.Name == ".git")) { BecomeNested(node); return; }
        foreach (var e in entries)
        {
            bool directory = TreeWalk.IsDirectory(e, file);
            if (directory) todo.Push(new Slot(node, e.Name));
            if (tell) batch.Add(e.Kind == FileKind.Regular ? PathEventKind.Written : PathEventKind.Created, node.PathOf(e.Name), directory);
        }
    }

    /// <summary>A directory was seen at a place. Its node if it has to be listed; null if the tree has it and all below it already.</summary>
    WatchNode? Attach(Slot slot, int wd)
    {
        var occupant = slot.Parent.Child(slot.Name);
        if (Tree.TryFind(wd, out var known))
        {
            if (known == occupant) return null;
            if (IsStillAt(known)) { Trouble(slot, NodeState.Unwatched); return null; }     // the same directory twice, by a bind mount
            if (slot.Parent.IsBelowOrAt(known)) { IsLost = true; return null; }
            Rehome(known, slot, occupant);
            return null;
        }
        if (occupant is { Wd: >= 0 }) { Drop(occupant); batch.Uncertain(slot.Path); occupant = null; }
        if (occupant is not null) Tree.DropChildren(occupant, inotify.Remove);
        var node = occupant ?? Tree.AddChild(slot.Parent, slot.Name);
        Tree.SetState(node, NodeState.Watched);
        Tree.Bind(node, wd);
        _verify.Add(slot);
        return node;
    }

    /// <summary>The tree has the directory elsewhere, or nowhere, but it was seen here: here it is.</summary>
    void Rehome(WatchNode node, Slot slot, WatchNode? occupant)
    {
        if (node.Parent is { } old) Verify(new Slot(old, node.Name));
        batch.Uncertain(node.Path);
        Tree.Detach(node);
        _halfMoves.Lose(node);
        foreach (var (place, displaced) in _displaced) if (displaced == node) _displaced.Remove(place);
        if (occupant is not null) Drop(occupant);
        Tree.Place(node, slot.Parent, slot.Name);
        batch.Uncertain(slot.Path);
        Verify(slot);
    }

    bool IsStillAt(WatchNode node)
    {
        if (node == Tree.Root) return true;
        if (node.Parent is not { } parent || !Tree.Contains(node)) return false;
        var found = _probe.Open(new Slot(parent, node.Name), Tree.Contains, out var file, out int wd);
        file?.Dispose();
        if (found == Found.Directory && !Tree.Contains(wd)) inotify.Remove(wd);
        return found == Found.Directory && wd == node.Wd;
    }

    void Trouble(Slot slot, NodeState state)
    {
        var node = slot.Parent.Child(slot.Name) ?? Tree.AddChild(slot.Parent, slot.Name);
        if (state == NodeState.Unwatched && node.Wd >= 0) { Drop(node); node = Tree.AddChild(slot.Parent, slot.Name); }
        SetTrouble(node, state);
    }

    void SetTrouble(WatchNode node, NodeState state)
    {
        if (node.State == state) return;
        Tree.SetState(node, state);
        batch.Notice(NoticeOf(state), node.Path);
    }

    void VerifyParentOf(Slot slot)
    {
        if (slot.Parent == Tree.Root) CheckRoot();
        else if (slot.Parent.Parent is { } above) Verify(new Slot(above, slot.Parent.Name));
    }

    void VerifyAll()
    {
        var slots = _verify;
        _verify = [];
        bool must = _mustVerify;
        _mustVerify = false;
        if (!must) return;
        foreach (var slot in slots)
        {
            if (IsGone || IsLost) return;
            if (slot.Parent.State == NodeState.Nested) continue;
            if (Tree.Contains(slot.Parent)) Verify1(slot);
            else if (IsAlive(slot.Parent)) Verify(slot);
            pump();
        }
    }

    /// <summary>Compares one place with the disk. A difference counts only when no event is left that may explain it.</summary>
    void Verify1(Slot slot)
    {
        var occupant = slot.Parent.Child(slot.Name);
        var found = _probe.Open(slot, Tree.Contains, out var file, out int wd);
        using (file)
        {
            if (found == Found.ParentElsewhere) { Verify(slot); VerifyParentOf(slot); return; }
            if (found == Found.Directory && occupant?.Wd == wd) { Agrees(occupant); return; }
            if (found == Found.ParentUnreadable || (found == Found.Nothing && occupant is null)) return;
            if (more())
            {
                if (found == Found.Directory && !Tree.Contains(wd)) inotify.Remove(wd);
                Verify(slot);
                return;
            }
            Mend(slot, occupant, found, file, wd);
        }
    }

    void Agrees(WatchNode node)
    {
        if (node.State != NodeState.Unreadable) return;
        Tree.SetState(node, NodeState.Watched);
        batch.Uncertain(node.Path);
        foreach (var name in node.Children?.Keys ?? Enumerable.Empty<string>()) Verify(new Slot(node, name));
    }

    void Mend(Slot slot, WatchNode? occupant, Found found, FileHandle? file, int wd)
    {
        switch (found)
        {
            case Found.Nothing:
                batch.Uncertain(slot.Path);
                Drop(occupant!);
                break;
            case Found.Directory:
                var todo = new Stack<Slot>();
                if (Attach(slot, wd) is { } node)
                {
                    List(node, file!, todo, tell: false);
                    foreach (var below in todo.ToArray()) Explore(below, new(), tell: false);
                    batch.Uncertain(slot.Path);
                }
                break;
            case Found.Unreadable: Trouble(slot, NodeState.Unreadable); break;
            case Found.Limit: Trouble(slot, NodeState.Unwatched); break;
            default: throw new UnreachableException();
        }
    }

    /// <summary>
    /// Tries again where watches were missing or reading was refused. What still has no watch is told as uncertain, to be looked at by other means.
    /// </summary>
    public void RetryTroubled()
    {
        if (Tree.Troubled.Contains(Tree.Root)) { IsLost = true; return; }
        foreach (var n in Tree.Troubled)
        {
            if (n.Parent is { } parent) Verify(new Slot(parent, n.Name));
            if (n.State == NodeState.Unwatched) batch.Uncertain(n.Path);
        }
    }

    /// <summary>Something may have happened at a path that makes no events, as a mount: looks again and tells it as uncertain.</summary>
    public void Recheck(string path)
    {
        if (path.Length == 0) { IsLost = true; return; }
        batch.Uncertain(path);
        if (Tree.Find(BatchBuilder.DirectoryOf(path)) is { } parent) Verify(new Slot(parent, path[(path.LastIndexOf('/') + 1)..]));
    }
}
