using System.Text;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Logs;

/// <summary>
/// Values of fields, each set or unset: what one line of a metadata log says, or all lines together. Field names are the same whatever
/// their case. Ordered by field, then by the values' bytes; whether a value is set does not count when comparing. Immutable.
/// </summary>
public sealed class Metadata : IComparable<Metadata>
{
    public static readonly Metadata Empty = new([]);
    const string Reserved = " \r\n";

    /// <summary>By folded name.</summary>
    readonly SortedDictionary<string, Field> _fields = new(StringComparer.Ordinal);

    sealed record Field(string Name, SortedDictionary<string, bool> Values);

    Metadata(IEnumerable<(string Field, string Value, bool Set)> changes)
    {
        foreach (var (field, value, set) in changes) Put(field, value, set);
    }

    /// <summary>From changes of single values, of which a later overrides an earlier.</summary>
    public static Metadata Of(params IEnumerable<(string Field, string Value, bool Set)> changes) => new(changes);

    /// <summary>Each value of each field, in order.</summary>
    public IEnumerable<(string Field, string Value, bool Set)> Changes =>
        _fields.Values.SelectMany(f => f.Values.Select(v => (f.Name, v.Key, v.Value)));

    public bool IsEmpty => _fields.Count == 0;

    /// <summary>The names of the fields that have set values, as written last.</summary>
    public IEnumerable<string> Fields => _fields.Values.Where(f => f.Values.ContainsValue(true)).Select(f => f.Name);

    /// <summary>The set values of a field, sorted by bytes.</summary>
    public IReadOnlyList<string> this[string field] =>
        _fields.TryGetValue(Fold(field), out var f) ? [.. f.Values.Where(v => v.Value).Select(v => v.Key)] : [];

    public bool Mentions(string field) => _fields.ContainsKey(Fold(field));

    /// <summary>All of those together, of which a later overrides an earlier.</summary>
    public static Metadata Of(IEnumerable<Metadata> oldestFirst) => new(oldestFirst.SelectMany(m => m.Changes));

    /// <summary>
    /// What is left of each without the values that newer ones mention, set or not. The newest stays as it is, older ones with nothing
    /// left are dropped.
    /// </summary>
    internal static IEnumerable<(int Index, Metadata Left)> WithoutOverridden(IReadOnlyList<Metadata> newestFirst)
    {
        var seen = new HashSet<(string Field, string Value)>();
        for (int i = 0; i < newestFirst.Count; i++)
        {
            var left = new Metadata(newestFirst[i].Changes.Where(c => seen.Add((Fold(c.Field), c.Value))));
            if (i == 0 || !left.IsEmpty) yield return (i, i == 0 ? newestFirst[0] : left);
        }
    }

    /// <summary>This without the fields whose name passes.</summary>
    public Metadata Without(Func<string, bool> field) => new(Changes.Where(c => !field(c.Field)));

    /// <summary>The change that makes those the only values of a field: they are set, others that are set here are unset.</summary>
    public Metadata Setting(string field, params IEnumerable<string> values)
    {
        var wanted = values.ToList();
        return new([.. this[field].Except(wanted).Select(v => (field, v, false)), .. wanted.Select(v => (field, v, true))]);
    }

    /// <summary>The change that unsets all that is set, of one field or of all.</summary>
    public Metadata Unsetting(string? field = null) =>
        new(Changes.Where(c => c.Set && (field is null || Fold(field) == Fold(c.Field))).Select(c => (c.Field, c.Value, false)));

    /// <summary>Whether users may give a field that name: a letter or digit, then letters, digits, <c>_</c>, <c>-</c> and <c>.</c></summary>
    public static bool IsFieldName(string name)
    {
        string n = ByteText.Decode(name);
        return n.Length > 0 && char.IsLetterOrDigit(n, 0) && n.EnumerateRunes().All(r => Rune.IsLetterOrDigit(r) || r.Value is '_' or '-' or '.');
    }

    /// <summary>Names that are the same fold to the same text.</summary>
    static string Fold(string name) =>
        System.Text.Ascii.IsValid(name) ? name.ToLowerInvariant() : ByteText.Utf8(ByteText.Decode(name).ToLowerInvariant());

    void Put(string field, string value, bool set)
    {
        string key = Fold(field);
        var values = _fields.TryGetValue(key, out var old) ? old.Values : new(StringComparer.Ordinal);
        values[value] = set;
        _fields[key] = new(field, values);
    }

    /// <summary>Reads <c>field +v -v field ...</c>: any other word is a field; values before the first, and those that do not decode, are passed over.</summary>
    internal static Metadata Parse(ReadOnlySpan<char> words)
    {
        var m = new Metadata([]);
        string? field = null;
        while (true)
        {
            bool more = LogLines.Word(ref words, out var word);
            if (!more) word = words;
            if (word.Length == 0 || word[0] is not ('+' or '-')) field = word.ToString();
            else if (field is not null && Base64Value.Decode(word[1..]) is string value) m.Put(field, value, word[0] == '+');
            if (!more) return m;
        }
    }

    /// <summary>As in the log.</summary>
    public override string ToString()
    {
        var s = new StringBuilder();
        foreach (var f in _fields.Values)
        {
            s.Append(s.Length > 0 ? " " : "").Append(f.Name);
            foreach (var (value, set) in f.Values) s.Append(set ? " +" : " -").Append(Base64Value.Encode(value, Reserved));
        }
        return s.ToString();
    }

    public int CompareTo(Metadata? other)
    {
        if (other is null) return 1;
        using var a = _fields.GetEnumerator();
        using var b = other._fields.GetEnumerator();
        while (true)
        {
            if (!a.MoveNext()) return b.MoveNext() ? -1 : 0;
            if (!b.MoveNext()) return 1;
            int c = string.CompareOrdinal(a.Current.Key, b.Current.Key);
            if (c == 0) c = Compare(a.Current.Value.Values.Keys, b.Current.Value.Values.Keys);
            if (c != 0) return c;
        }
    }

    static int Compare(IEnumerable<string> x, IEnumerable<string> y)
    {
        using var a = x.GetEnumerator();
        using var b = y.GetEnumerator();
        while (true)
        {
            if (!a.MoveNext()) return b.MoveNext() ? -1 : 0;
            if (!b.MoveNext()) return 1;
            int c = string.CompareOrdinal(a.Current, b.Current);
            if (c != 0) return c;
        }
    }
}
