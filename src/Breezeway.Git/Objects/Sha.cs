using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Breezeway.Base.Text;

namespace Breezeway.Git.Objects;

/// <summary>The name of a git object in a SHA-1 repository: 20 bytes. <c>default</c> is the zero name git uses for "none".</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Sha : IEquatable<Sha>, IComparable<Sha>
{
    public const int Size = 20;
    readonly ulong _a, _b;
    readonly uint _c;

    public static readonly Sha EmptyTree = Parse("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    public static readonly Sha EmptyBlob = Parse("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");

    /// <summary>From exactly 20 bytes.</summary>
    public Sha(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    public bool IsZero => _a == 0 && _b == 0 && _c == 0;

    public void CopyTo(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64BigEndian(to, _a);
        BinaryPrimitives.WriteUInt64BigEndian(to[8..], _b);
        BinaryPrimitives.WriteUInt32BigEndian(to[16..], _c);
    }

    /// <summary>From 40 hex digits; throws <see cref="FormatException"/> otherwise.</summary>
    public static Sha Parse(string hex) => TryParse(hex, out var s) ? s : throw new FormatException($"not an object name: {hex}");

    public static bool TryParse(ReadOnlySpan<char> hex, out Sha sha)
    {
        sha = default;
        if (hex.Length != 40) return false;
        Span<byte> b = stackalloc byte[20];
        if (Convert.FromHexString(hex, b, out _, out int n) != System.Buffers.OperationStatus.Done || n != 20) return false;
        sha = new Sha(b);
        return true;
    }

    public static bool TryParse(ReadOnlySpan<byte> hex, out Sha sha)
    {
        sha = default;
        if (hex.Length != 40) return false;
        Span<char> c = stackalloc char[40];
        ByteText.Encoding.GetChars(hex, c);
        return TryParse((ReadOnlySpan<char>)c, out sha);
    }

    public override string ToString()
    {
        Span<byte> b = stackalloc byte[20];
        CopyTo(b);
        return Convert.ToHexStringLower(b);
    }

    public bool Equals(Sha o) => _a == o._a && _b == o._b && _c == o._c;
    public override bool Equals(object? o) => o is Sha s && Equals(s);
    public override int GetHashCode() => (int)_a ^ (int)_c;
    public int CompareTo(Sha o) => _a != o._a ? _a.CompareTo(o._a) : _b != o._b ? _b.CompareTo(o._b) : _c.CompareTo(o._c);
    public static bool operator ==(Sha x, Sha y) => x.Equals(y);
    public static bool operator !=(Sha x, Sha y) => !x.Equals(y);
}
