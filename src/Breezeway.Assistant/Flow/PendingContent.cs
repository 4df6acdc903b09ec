using Breezeway.Annex.Keys;

namespace Breezeway.Assistant.Flow;

/// <summary>The files here whose content is missing, by key. Thread-safe.</summary>
public sealed class PendingContent
{
    readonly Lock _lock = new();
    readonly Dictionary<Key, HashSet<string>> _files = [];
    readonly Dictionary<Key, long> _recent = [];

    /// <summary>Keys asked for within that time, whose content may come at any moment; older ones are only heard of.</summary>
    public IReadOnlyList<Key> Recent(TimeSpan age)
    {
        lock (_lock)
        {
            if (_recent.Count == 0) return [];
            long since = Environment.TickCount64 - (long)age.TotalMilliseconds;
            foreach (var old in _recent.Where(r => r.Value < since).Select(r => r.Key).ToList()) _recent.Remove(old);
            return [.. _recent.Keys];
        }
    }

    public void Add(Key key, string file)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(key, out var set)) _files[key] = set = new(StringComparer.Ordinal);
            set.Add(file);
            _recent[key] = Environment.TickCount64;
        }
    }

    /// <summary>The files of a key, which are then no longer pending.</summary>
    public IReadOnlyCollection<string> Take(Key key) { lock (_lock) { _recent.Remove(key); return _files.Remove(key, out var set) ? set : []; } }

    /// <summary>One of the files that lack a key; null when it is not missing.</summary>
    public string? FileOf(Key key) { lock (_lock) return _files.TryGetValue(key, out var set) ? set.FirstOrDefault() : null; }

    public bool Has(Key key) { lock (_lock) return _files.ContainsKey(key); }
    public int Count { get { lock (_lock) return _files.Count; } }
    public IReadOnlyList<Key> Keys() { lock (_lock) return [.. _files.Keys]; }
    public IReadOnlyList<ContentChange> All() { lock (_lock) return [.. _files.Select(f => new ContentChange(f.Key, f.Value.First()))]; }
}
