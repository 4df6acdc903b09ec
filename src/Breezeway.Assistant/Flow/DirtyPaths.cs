namespace Breezeway.Assistant.Flow;

/// <summary>The paths to be looked at: now, or later. Thread-safe; memory is one entry a path however often it changes.</summary>
public sealed class DirtyPaths
{
    readonly Lock _lock = new();
    readonly HashSet<string> _now = new(StringComparer.Ordinal);
    readonly HashSet<string> _subtrees = new(StringComparer.Ordinal);
    readonly Dictionary<string, (long Due, int Tries)> _later = new(StringComparer.Ordinal);

    /// <summary>Look at this path; a directory that is gone stands for all that was below it.</summary>
    public void Add(string path) { lock (_lock) _now.Add(path); }
    public void Add(IEnumerable<string> paths) { lock (_lock) _now.UnionWith(paths); }
    /// <summary>Look at everything at and below this path (empty: the whole tree).</summary>
    public void AddSubtree(string path) { lock (_lock) _subtrees.Add(path); }

    /// <summary>Look again after a while that grows with each try: it was open, or changed while it was read. A postponed path always has a timer, never only an event.</summary>
    public void Later(string path, TimeSpan first, TimeSpan longest)
    {
        lock (_lock)
        {
            int tries = _later.TryGetValue(path, out var l) ? l.Tries + 1 : 0;
            double wait = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(tries, 20)));
            _later[path] = (Environment.TickCount64 + (long)wait, tries);
        }
    }

    /// <summary>Forgets how often a path was tried.</summary>
    public void Settled(string path) { lock (_lock) _later.Remove(path); }

    /// <summary>Takes what is due. Paths beyond the limit stay for the next time.</summary>
    public (List<string> Paths, List<string> Subtrees) Take(int limit)
    {
        lock (_lock)
        {
            long now = Environment.TickCount64;
            foreach (var (path, l) in _later) if (l.Due <= now && l.Due != long.MaxValue) { _now.Add(path); }
            foreach (string p in _now) if (_later.TryGetValue(p, out var l)) _later[p] = (long.MaxValue, l.Tries);
            var subtrees = _subtrees.ToList();
            _subtrees.Clear();
            if (_now.Count <= limit) { var all = _now.ToList(); _now.Clear(); return (all, subtrees); }
            var some = _now.Take(limit).ToList();
            _now.ExceptWith(some);
            return (some, subtrees);
        }
    }

    public bool HasWork { get { lock (_lock) return _now.Count > 0 || _subtrees.Count > 0; } }
    public int Count { get { lock (_lock) return _now.Count + _later.Count(l => l.Value.Due != long.MaxValue); } }

    /// <summary>How long until something postponed is due; negative when nothing is.</summary>
    public TimeSpan NextDue
    {
        get
        {
            lock (_lock)
            {
                long first = long.MaxValue;
                foreach (var (_, l) in _later) first = Math.Min(first, l.Due);
                return first == long.MaxValue ? TimeSpan.FromMilliseconds(-1) : TimeSpan.FromMilliseconds(Math.Max(0, first - Environment.TickCount64));
            }
        }
    }
}
