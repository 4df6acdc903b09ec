using Breezeway.Annex.Keys;

namespace Breezeway.Assistant.Flow;

/// <summary>The files here whose content is missing, by key. Thread-safe.</summary>
public sealed class PendingContent
{
    readonly Lock _lock = new();
    readonly Dictionary<Key, HashSet<string>> _files = [];

    public void Add(Key key, string file)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(key, out var set)) _files[key] = set = new(StringComparer.Ordinal);
            set.Add(file);
        }
    }

    /// <summary>The files of a key, which are then no longer pending.</summary>
    public IReadOnlyCollection<string> Take(Key key) { lock (_lock) return _files.Remove(key, out var set) ? set : []; }

    public bool Has(Key key) { lock (_lock) return _files.ContainsKey(key); }
    public int Count { get { lock (_lock) return _files.Count; } }
    public IReadOnlyList<Key> Keys() { lock (_lock) return [.. _files.Keys]; }
    public IReadOnlyList<ContentChange> All() { lock (_lock) return [.. _files.Select(f => new ContentChange(f.Key, f.Value.First()))]; }
}
