using System.Collections.Immutable;

namespace Breezeway.Annex.Logs;

/// <summary>A value and when it was set.</summary>
public readonly record struct TimedValue(string Value, LogTime Time);

/// <summary>
/// What a log with one value a field says: the newest entry of each field, in byte order of the fields. Immutable. Its text is that of
/// <see cref="UuidLog"/> or of <see cref="MapLog"/>.
/// </summary>
public sealed class LogMap
{
    public static readonly LogMap Empty = new(ImmutableSortedDictionary.Create<string, TimedValue>(StringComparer.Ordinal));

    readonly ImmutableSortedDictionary<string, TimedValue> _entries;

    LogMap(ImmutableSortedDictionary<string, TimedValue> entries) => _entries = entries;

    /// <summary>Sorted by the bytes of the field.</summary>
    public IEnumerable<KeyValuePair<string, TimedValue>> Entries => _entries;

    public int Count => _entries.Count;

    /// <summary>The value of a field; null when it has no entry.</summary>
    public string? this[string field] => _entries.TryGetValue(field, out var v) ? v.Value : null;

    public TimedValue? Entry(string field) => _entries.TryGetValue(field, out var v) ? v : null;

    /// <summary>With that value, timestamped by the clock after the entry being replaced.</summary>
    public LogMap Set(string field, string value, LogClock clock) => new(_entries.SetItem(field, new(value, clock.After(Entry(field)?.Time))));

    /// <summary>The entries whose field passes.</summary>
    public LogMap Where(Func<string, bool> field)
    {
        var gone = _entries.Keys.Where(k => !field(k)).ToList();
        return gone.Count == 0 ? this : new(_entries.RemoveRange(gone));
    }

    /// <summary>The entries with their values rewritten, timestamps kept; an entry that becomes null is dropped.</summary>
    public LogMap Rewrite(Func<string, string?> value)
    {
        var b = _entries.ToBuilder();
        foreach (var (field, old) in _entries)
        {
            if (value(old.Value) is not string v) b.Remove(field);
            else if (v != old.Value) b[field] = old with { Value = v };
        }
        return new(b.ToImmutable());
    }

    /// <summary>Collects the lines of a file: the newest entry of a field wins, of equally new ones the later line.</summary>
    internal sealed class Builder
    {
        readonly ImmutableSortedDictionary<string, TimedValue>.Builder _b = Empty._entries.ToBuilder();

        public void Add(string field, TimedValue entry)
        {
            if (!_b.TryGetValue(field, out var old) || entry.Time >= old.Time) _b[field] = entry;
        }

        public LogMap Build() => _b.Count == 0 ? Empty : new(_b.ToImmutable());
    }
}
