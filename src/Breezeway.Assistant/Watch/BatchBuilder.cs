namespace Breezeway.Assistant.Watch;

/// <summary>
/// Gathers what happens into batches: one entry per path, named as it is after the moves gathered so far. Pure, of one thread.
/// </summary>
/// <remarks>
/// Events of different severity at one path both matter: a directory deleted where a new one appears leaves the old one's children to be
/// accounted for, which is what "uncertain" says. Whoever takes the batches is never more than <see cref="Most"/> paths behind: beyond that
/// single paths become uncertain directories.
/// </remarks>
sealed class BatchBuilder(int most = BatchBuilder.Most)
{
    /// <summary>Paths kept singly before directories are named instead; some 50 MB at worst.</summary>
    internal const int Most = 200_000;
    /// <summary>A directory's move has to look through all paths gathered; beyond so many a new batch is begun instead.</summary>
    internal const int CheapToRename = 2_000;

    readonly record struct Entry(PathEventKind Kind, bool IsDirectory);

    readonly Queue<WatchBatch> _full = new();
    Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    HashSet<string> _uncertain = new(StringComparer.Ordinal);
    List<PathEvent> _notices = [];
    List<PathMove> _moves = [];
    uint _lastCookie;
    // Moves of this batch and the one before, to know the second half of an exchange by.
    HashSet<(string From, string To)> _recent = [], _recentBefore = [];
    int _fullCount;

    public bool IsEmpty => _full.Count == 0 && CurrentIsEmpty;
    bool CurrentIsEmpty => _entries.Count + _uncertain.Count + _notices.Count + _moves.Count == 0;
    /// <summary>Paths and moves gathered.</summary>
    public int Count => _fullCount + _entries.Count + _moves.Count;

    /// <summary>One of the kinds Written, Created, Deleted and Attributes: the last one wins, but for what would hide something.</summary>
    public void Add(PathEventKind kind, string path, bool isDirectory)
    {
        var entry = new Entry(kind, isDirectory);
        if (_entries.TryGetValue(path, out var was))
        {
            if (was is { Kind: PathEventKind.Deleted, IsDirectory: true } && kind != PathEventKind.Deleted) Uncertain(path);
            if (kind == PathEventKind.Attributes)
                entry = was.Kind == PathEventKind.Deleted ? entry with { Kind = PathEventKind.Created } : was;
            else if (kind == PathEventKind.Deleted && was.IsDirectory) entry = entry with { IsDirectory = true };
        }
        else if (Count >= most) { Collapse(); _uncertain.Add(DirectoryOf(path)); return; }
        _entries[path] = entry;
    }

    public void Uncertain(string path) => _uncertain.Add(path);

    /// <summary>Unreadable, Unwatched, NestedRepository, Unmounted, RootGone: told in order, after all else.</summary>
    public void Notice(PathEventKind kind, string path) => _notices.Add(new PathEvent(kind, path, IsDirectory: true));

    public void Move(string from, string to, bool isDirectory, uint cookie)
    {
        bool follows = cookie == _lastCookie + 1;
        _lastCookie = cookie;
        if (Count >= most) Collapse();
        if (isDirectory && _entries.Count > CheapToRename) Close();
        if (follows && _moves.Count > 0 && _moves[^1] is var last && last.From == to && last.To == from)
        {
            _moves[^1] = last with { IsExchange = true };
            BothUncertain(from, to);
            return;
        }
        if (isDirectory) RenameBelow(from, to); else RenameFile(from, to);
        _moves.Add(new PathMove(from, to, isDirectory));
        if (_recent.Contains((to, from)) || _recentBefore.Contains((to, from))) BothUncertain(from, to);
        _recent.Add((from, to));
    }

    /// <summary>
    /// The kernel tells an exchange as two renames, A to B and B to A, with consecutive cookies unless something else was renamed meanwhile.
    /// It looks the same as going there and back, and what was noted of the two is mixed up by then: so both are to be looked at.
    /// </summary>
    void BothUncertain(string a, string b)
    {
        Uncertain(a); Uncertain(b);
        _entries.Remove(a); _entries.Remove(b);
    }

    void RenameFile(string from, string to)
    {
        bool overwritten = _entries.Remove(to, out var old);
        if (overwritten && old is { Kind: PathEventKind.Deleted, IsDirectory: true }) Uncertain(to);
        bool moved = _entries.Remove(from, out var entry);
        if (moved && entry.Kind != PathEventKind.Deleted) _entries[to] = entry;
        // A file deleted and made anew, whose creation was not told yet: what moves is not what was known at the source.
        else if (moved || overwritten || IsUncertain(from)) _entries[to] = new Entry(PathEventKind.Written, false);
    }

    void RenameBelow(string from, string to)
    {
        if (IsUncertain(from)) Uncertain(to);
        if (_entries.Remove(to, out var old))
        {
            if (old is { Kind: PathEventKind.Deleted, IsDirectory: true }) Uncertain(to);
            _entries[to] = new Entry(PathEventKind.Created, true);
        }
        string below = from + "/";
        bool Moves(string path) => path.Length == from.Length ? path == from : path.StartsWith(below, StringComparison.Ordinal);
        string New(string path) => string.Concat(to, path.AsSpan(from.Length));
        foreach (var path in _uncertain.Where(Moves).ToList()) { _uncertain.Remove(path); _uncertain.Add(New(path)); }
        foreach (var (path, entry) in _entries.Where(e => Moves(e.Key)).ToList())
        {
            _entries.Remove(path);
            // What was deleted at the source's own name was something else, before this directory came there.
            if (path == from && entry.Kind == PathEventKind.Deleted) { Uncertain(from); continue; }
            Add(entry.Kind, New(path), entry.IsDirectory);
        }
        for (int i = 0; i < _notices.Count; i++)
            if (Moves(_notices[i].Path)) _notices[i] = _notices[i] with { Path = New(_notices[i].Path) };
    }

    bool IsUncertain(string path)
    {
        if (_uncertain.Count == 0) return false;
        while (path.Length > 0)
        {
            if (_uncertain.Contains(path)) return true;
            path = DirectoryOf(path);
        }
        return _uncertain.Contains("");
    }

    internal static string DirectoryOf(string path) { int i = path.LastIndexOf('/'); return i < 0 ? "" : path[..i]; }

    /// <summary>The oldest batch without taking it; null when there is nothing.</summary>
    public WatchBatch? Peek()
    {
        if (_full.Count == 0 && !CurrentIsEmpty) Close();
        return _full.Count == 0 ? null : _full.Peek();
    }

    /// <summary>Takes what <see cref="Peek"/> showed.</summary>
    public void Taken() { var b = _full.Dequeue(); _fullCount -= b.Events.Count + b.Moves.Count; }

    void Close()
    {
        var events = new List<PathEvent>(_entries.Count + _uncertain.Count + _notices.Count);
        foreach (var (path, e) in _entries) events.Add(new PathEvent(e.Kind, path, e.IsDirectory));
        foreach (var path in _uncertain) events.Add(new PathEvent(PathEventKind.SubtreeUncertain, path, true));
        events.AddRange(_notices);
        _full.Enqueue(new WatchBatch(_moves, events));
        _fullCount += events.Count + _moves.Count;
        _recentBefore = _recent; _recent = [];
        _moves = []; _notices = []; _entries = new(StringComparer.Ordinal); _uncertain = new(StringComparer.Ordinal);
    }

    /// <summary>Too far ahead of whoever takes: directories in place of their paths, and of moves both ends.</summary>
    void Collapse()
    {
        Close();
        var notices = new List<PathEvent>();
        foreach (var batch in _full)
        {
            foreach (var m in batch.Moves) { _uncertain.Add(DirectoryOf(m.From)); _uncertain.Add(DirectoryOf(m.To)); }
            foreach (var e in batch.Events)
                if (e.Kind == PathEventKind.SubtreeUncertain) _uncertain.Add(e.Path);
                else if (e.Kind <= PathEventKind.Attributes) _uncertain.Add(DirectoryOf(e.Path));
                else notices.Add(e);
        }
        _full.Clear(); _fullCount = 0;
        _notices = notices;
        if (_uncertain.Count > most / 10) _uncertain = new(StringComparer.Ordinal) { "" };
    }
}
