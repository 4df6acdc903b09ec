using Breezeway.Base.Text;

namespace Breezeway.Annex.Logs;

/// <summary>Makes one <see cref="Uuid"/> for equal bytes, however often they are met. For one thread.</summary>
public sealed class UuidNames
{
    readonly Dictionary<string, Uuid> _known = [];
    readonly Dictionary<string, Uuid>.AlternateLookup<ReadOnlySpan<char>> _look;

    public UuidNames() => _look = _known.GetAlternateLookup<ReadOnlySpan<char>>();

    public Uuid Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 128) return new(ByteText.From(bytes));
        Span<char> c = stackalloc char[bytes.Length];
        for (int i = 0; i < c.Length; i++) c[i] = (char)bytes[i];
        if (_look.TryGetValue(c, out var u)) return u;
        string s = c.ToString();
        return _known[s] = new(s);
    }
}
