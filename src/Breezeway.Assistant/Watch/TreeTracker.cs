using Breezeway.Base.Files;

namespace Breezeway.Assistant.Watch;

/// <summary>
/// Follows a tree of directories by its events, and turns them into what happened to paths. Of the watcher's thread alone.
/// </summary>
/// <remarks>
/// The tree here is as old as the last event handled, the disk may be further. Two rules keep them from drifting apart: what is opened is
/// what is watched, and has to be in the directory that is meant (<see cref="DirectoryProbe"/>); and each place where a look at the disk may
/// have run ahead of a directory's rename is looked at again once the queue is empty (<see cref="Settle"/>). Where that shows a difference,
/// the tree is mended and the place told as uncertain.
/// Source: digest assistant.md section 3; USERS 9 to 12.
/// </remarks>
sealed partial class TreeTracker(Inotify inotify, string top, BatchBuilder batch, TreeWatcherOptions options, Func<bool> more, Action pump)
{
    readonly DirectoryProbe _probe = new(inotify, top);
    readonly HalfMoves _halfMoves = new();
    readonly Newborns _newborns = new();
    /// <summary>Directories told as new, not looked at yet.</summary>
    readonly HashSet<Slot> _appeared = [];
    /// <summary>Places to be looked at again once the queue is empty; needed only after a directory was moved (<see cref="_mustVerify"/>).</summary>
    HashSet<Slot> _verify = [];
    bool _mustVerify;
    /// <summary>Directories onto which something was moved: gone, or the other half of an exchange, whose second half then comes.</summary>
    readonly Dictionary<Slot, WatchNode> _displaced = [];
    TimeSpan _displacedExpire;
    readonly List<WatchNode> _unmounted = [];

    public WatchTree Tree { get; private set; } = new();
    /// <summary>Events were lost, or do not fit the tree any more: <see cref="Populate"/> has to be called again.</summary>
    public bool IsLost { get; set; }
    /// <summary>The top has gone. Nothing more is handled.</summary>
    public bool IsGone { get; private set; }
    public bool HasNewborns => _newborns.Any;
    public bool HasHalfMoves => _halfMoves.Count > 0;

    /// <summary>When <see cref="Settle"/> has something to do even without events.</summary>
    public TimeSpan? NextDeadline
    {
        get
        {
            TimeSpan? next = null;
            foreach (var t in (TimeSpan?[])[_halfMoves.NextExpiry, _newborns.NextDue, _displaced.Count > 0 ? _displacedExpire : null])
                if (t is not null && (next is null || t < next)) next = t;
            return next;
        }
    }

    public void Handle(InotifyEvent e, TimeSpan now)
    {
        if (IsGone) return;
        if (e.IsOverflow) { IsLost = true; return; }
        if (!Tree.TryFind(e.Wd, out var node)) return;           // of a watch that was removed meanwhile
        if (e.Has(InotifyMask.Unmounted)) Unmounted(node);
        else if (e.Has(InotifyMask.Ignored)) Ignored(node);
        else if (e.Name.Length == 0) OfDirectoryItself(node, e);
        else if (e.Name == ".git") OfGit(node, e);
        else if (node.State != NodeState.Nested) OfName(new Slot(node, e.Name), e, now);
    }

    void OfName(Slot slot, InotifyEvent e, TimeSpan now)
    {
        if (e.Has(InotifyMask.MovedFrom)) MovedFrom(slot, e, now);
        else if (e.Has(InotifyMask.MovedTo)) MovedTo(slot, e, now);
        else if (e.IsDirectory) OfSubdirectory(slot, e);
        else OfFile(slot, e);
    }

    void OfFile(Slot slot, InotifyEvent e)
    {
        if (e.Has(InotifyMask.Created)) { _newborns.Add(slot); return; }
        if (e.Has(InotifyMask.Attributes))
        {
            if (options.Attributes) batch.Add(PathEventKind.Attributes, slot.Path, false);
            return;
        }
        _newborns.Remove(slot);
        batch.Add(e.Has(InotifyMask.Deleted) ? PathEventKind.Deleted : PathEventKind.Written, slot.Path, false);
    }

    void OfSubdirectory(Slot slot, InotifyEvent e)
    {
        if (e.Has(InotifyMask.Created))
        {
            batch.Add(PathEventKind.Created, slot.Path, true);
            _appeared.Add(slot);
        }
        else if (e.Has(InotifyMask.Deleted))
        {
            _appeared.Remove(slot);
            if (slot.Parent.Child(slot.Name) is { } child) Drop(child);
            batch.Add(PathEventKind.Deleted, slot.Path, true);
        }
        else if (e.Has(InotifyMask.Attributes)) Verify(slot);    // may be readable now, or no longer
    }

    void MovedFrom(Slot slot, InotifyEvent e, TimeSpan now)
    {
        bool newborn = !e.IsDirectory && _newborns.Remove(slot);
        WatchNode? node = null;
        if (e.IsDirectory)
        {
            _appeared.Remove(slot);
            Verify(slot);
            if (!_displaced.Remove(slot, out node) && slot.Parent.Child(slot.Name) is { } child) Tree.Detach(node = child);
        }
        // Whatever is made of it, a file that was not told yet has to be.
        if (newborn) batch.Add(PathEventKind.Created, slot.Path, false);
        _halfMoves.Add(e.Cookie, new HalfMove(slot, e.IsDirectory, node, now + HalfMoves.Grace));
    }

    void MovedTo(Slot slot, InotifyEvent e, TimeSpan now)
    {
        bool paired = _halfMoves.Pair(e.Cookie, out var half);
        string path = slot.Path;
        _newborns.Remove(slot);
        if (slot.Parent.Child(slot.Name) is { } inTheWay)
        {
            Tree.Detach(inTheWay);
            if (_displaced.Remove(slot, out var older)) Drop(older);
            _displaced[slot] = inTheWay;
            _displacedExpire = now + HalfMoves.Grace;
        }
        if (paired) batch.Move(half.Slot.Path, path, e.IsDirectory, e.Cookie);
        else batch.Add(e.IsDirectory ? PathEventKind.Created : PathEventKind.Written, path, e.IsDirectory);
        if (!e.IsDirectory) return;
        Verify(slot);
        if (paired && half.Node is { } node)
        {
            if (slot.Parent.IsNamedBy(node)) IsLost = true;    // into itself: the tree is wrong about one of the two
            else Tree.Place(node, slot.Parent, slot.Name);
        }
        else _appeared.Add(slot);
    }

    void OfGit(WatchNode node, InotifyEvent e)
    {
        if (node == Tree.Root) return;
        if (e.Has(InotifyMask.Created | InotifyMask.MovedTo) && node.State != NodeState.Nested) BecomeNested(node);
        else if (e.Has(InotifyMask.Deleted | InotifyMask.MovedFrom) && node is { State: NodeState.Nested, Parent: { } parent })
        {   // an ordinary directory again: as if it appeared now
            var slot = new Slot(parent, node.Name);
            Drop(node);
            batch.Uncertain(slot.Path);
            _appeared.Add(slot);
        }
    }

    void BecomeNested(WatchNode node)
    {
        Tree.DropChildren(node, inotify.Remove);
        Tree.SetState(node, NodeState.Nested);
        batch.Notice(PathEventKind.NestedRepository, node.Path);
    }

    void OfDirectoryItself(WatchNode node, InotifyEvent e)
    {
        if (node != Tree.Root) return;                           // its parent tells
        if (e.Has(InotifyMask.DeletedSelf | InotifyMask.MovedSelf)) Gone();
        else CheckRoot();                                        // rmdir changes the link count, also while somebody is still in it
    }

    void Ignored(WatchNode node)
    {
        Tree.Unbind(node);
        if (node == Tree.Root) { Gone(); return; }
        if (node.State == NodeState.Unmounted) return;
        if (node.Parent is { } parent) { Verify(new Slot(parent, node.Name)); return; }
        foreach (var (slot, displaced) in _displaced) if (displaced == node) { _displaced.Remove(slot); Drop(node); }
    }

    void Unmounted(WatchNode node)
    {
        if (node == Tree.Root) { Gone(); return; }
        Tree.SetState(node, NodeState.Unmounted);
        _unmounted.Add(node);
    }

    void CheckRoot()
    {
        var found = _probe.Open(Tree.Root, out var file, out int wd);
        file?.Dispose();
        if (found is Found.Unreadable || wd == Tree.Root.Wd) return;
        if (wd >= 0 && !Tree.Contains(wd)) inotify.Remove(wd);
        Gone();
    }

    void Gone()
    {
        if (IsGone) return;
        IsGone = true;
        batch.Notice(PathEventKind.RootGone, "");
    }

    void Verify(Slot slot) { _verify.Add(slot); _mustVerify = true; }

    void Drop(WatchNode node) => Tree.Drop(node, inotify.Remove);
}
