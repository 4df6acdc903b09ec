using System.Globalization;
using System.Text;

namespace Breezeway.Annex.Keys;

/// <summary>The name of an annexed content: variety, optional size, mtime, chunk size and number, and a name (repository.md 1.1).</summary>
/// <remarks>Two keys are equal when their serialized text is. Text is byte text.</remarks>
public sealed class Key : IEquatable<Key>, IComparable<Key>
{
    readonly string _text;

    public Key(string variety, string name, long? size = null, long? mtime = null, long? chunkSize = null, long? chunkNumber = null)
    {
        Variety = variety; Name = name; Size = size; Mtime = mtime; ChunkSize = chunkSize; ChunkNumber = chunkNumber;
        var s = new StringBuilder(variety);
        void Field(char f, long? v) { if (v is long n) s.Append('-').Append(f).Append(n.ToString(CultureInfo.InvariantCulture)); }
        Field('s', size); Field('m', mtime); Field('S', chunkSize); Field('C', chunkNumber);
        _text = s.Append("--").Append(name).ToString();
    }

    Key(string text, string variety, string name, long?[] f)
    {
        _text = text; Variety = variety; Name = name; Size = f[0]; Mtime = f[1]; ChunkSize = f[2]; ChunkNumber = f[3];
    }

    /// <summary>As written: <c>SHA256E</c>, <c>WORM</c>, <c>XFOO</c> ...</summary>
    public string Variety { get; }
    public string Name { get; }
    /// <summary>Bytes.</summary>
    public long? Size { get; }
    /// <summary>Whole seconds since 1970.</summary>
    public long? Mtime { get; }
    public long? ChunkSize { get; }
    /// <summary>From 1.</summary>
    public long? ChunkNumber { get; }

    /// <summary>The key this is a chunk of; itself when it is none. Hash directories are computed from it.</summary>
    public Key Parent => ChunkSize is null && ChunkNumber is null ? this : new Key(Variety, Name, Size, Mtime);

    /// <summary>Where a chunk starts in its parent, in bytes.</summary>
    public long ChunkOffset => ChunkSize is long s && ChunkNumber is long c ? s * (c - 1) : 0;

    /// <summary>This key as that chunk of itself.</summary>
    public Key Chunk(long chunkSize, long number) => new(Variety, Name, Size, Mtime, chunkSize, number);

    /// <summary>The strict parser: null when the text is not a key (repository.md 1.1).</summary>
    public static Key? TryParse(string text)
    {
        int i = text.IndexOf('-');
        if (i <= 0) return null;
        string variety = text[..i];
        var f = new long?[4];
        const string order = "smSC";
        int next = 0;
        while (true)
        {
            // here text[i] == '-'
            if (i + 1 >= text.Length) return null;
            if (text[i + 1] == '-') break;
            int slot = order.IndexOf(text[i + 1], next);
            if (slot < 0) return null;
            int j = i + 2;
            while (j < text.Length && char.IsAsciiDigit(text[j])) j++;
            if (j == i + 2 || j >= text.Length || text[j] != '-') return null;
            if (!long.TryParse(text.AsSpan(i + 2, j - i - 2), NumberStyles.None, CultureInfo.InvariantCulture, out long v)) return null;
            f[slot] = v;
            next = slot + 1;
            i = j;
        }
        string name = text[(i + 2)..];
        if (KeepsExtension(variety))
        {
            int dot = name.IndexOf('.');
            if (dot >= 0 && name.Length - dot > 64) return null;
        }
        return new Key(text, variety, name, f);
    }

    /// <summary>Throws <see cref="FormatException"/> when the text is not a key.</summary>
    public static Key Parse(string text) => TryParse(text) ?? throw new FormatException($"bad key: {text}");

    /// <summary>Varieties whose names end in an extension: those ending in E.</summary>
    public static bool KeepsExtension(string variety) => variety.EndsWith('E');

    public override string ToString() => _text;
    public bool Equals(Key? other) => other is not null && _text == other._text;
    public override bool Equals(object? obj) => Equals(obj as Key);
    public override int GetHashCode() => _text.GetHashCode();
    public int CompareTo(Key? other) => string.CompareOrdinal(_text, other?._text);
    public static bool operator ==(Key? a, Key? b) => a is null ? b is null : a.Equals(b);
    public static bool operator !=(Key? a, Key? b) => !(a == b);
}
