using System.Buffers;
using System.Text;

namespace Breezeway.Annex.Matching;

/// <summary>
/// A glob as git-annex matches it (policy.md 3): <c>*</c> is any text, slashes too; <c>?</c> is one character; <c>[abc]</c>, <c>[a-z]</c>,
/// <c>[!abc]</c> and <c>[[:alpha:]]</c> are classes; a slash stands for one or more slashes. All else, backslashes too, is itself.
/// </summary>
/// <remarks>
/// Text is byte text. Characters are those of UTF-8; a byte that is none stands for itself. A <c>[</c> that is never closed is itself
/// (git-annex stops with an error there). Matching takes time in proportion to pattern times text, and memory in proportion to the pattern.
/// </remarks>
public sealed class Glob : IEquatable<Glob>
{
    readonly GlobPart[] _parts;
    readonly bool _onlyStars;

    public Glob(string pattern, bool ignoreCase = false)
    {
        Pattern = pattern;
        IgnoreCase = ignoreCase;
        _parts = GlobPart.Parse(pattern, ignoreCase);
        _onlyStars = _parts.Length > 0 && Array.TrueForAll(_parts, p => p.Kind == GlobKind.AnyText);
    }

    /// <summary>As it was written.</summary>
    public string Pattern { get; }
    public bool IgnoreCase { get; }

    /// <summary>Whether the whole of the text matches.</summary>
    public bool IsMatch(string text)
    {
        if (_onlyStars) return true;
        // at[i]: the first i parts can match what was read so far.
        int count = _parts.Length + 1;
        byte[]? rented = null;
        Span<byte> at = count <= 256 ? stackalloc byte[count] : (rented = ArrayPool<byte>.Shared.Rent(count)).AsSpan(0, count);
        at.Clear();
        at[0] = 1;
        SkipStars(at);
        bool alive = true;
        for (int i = 0; alive && i < text.Length;) alive = Advance(at, Characters.Next(text, ref i));
        bool matched = alive && at[^1] != 0;
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return matched;
    }

    /// <summary>Reads one character; false when nothing can match any more.</summary>
    bool Advance(Span<byte> at, int c)
    {
        if (IgnoreCase) c = Characters.Lower(c);
        bool any = false;
        for (int i = _parts.Length; i >= 0; i--)
        {
            bool stays = at[i] != 0 && (i < _parts.Length && _parts[i].Kind == GlobKind.AnyText || i > 0 && c == '/' && _parts[i - 1].Kind == GlobKind.Slash);
            bool comes = i > 0 && at[i - 1] != 0 && _parts[i - 1].Takes(c);
            at[i] = stays || comes ? (byte)1 : (byte)0;
            any |= stays || comes;
        }
        SkipStars(at);
        return any;
    }

    void SkipStars(Span<byte> at)
    {
        for (int i = 0; i < _parts.Length; i++)
            if (at[i] != 0 && _parts[i].Kind == GlobKind.AnyText) at[i + 1] = 1;
    }

    public bool Equals(Glob? other) => other is not null && Pattern == other.Pattern && IgnoreCase == other.IgnoreCase;
    public override bool Equals(object? obj) => Equals(obj as Glob);
    public override int GetHashCode() => HashCode.Combine(Pattern, IgnoreCase);
    public override string ToString() => Pattern;
}

enum GlobKind { Literal, Slash, AnyOne, AnyText, Class }

/// <summary>One character, wildcard or class of a glob.</summary>
readonly record struct GlobPart(GlobKind Kind, int Char = 0, CharacterClass? Class = null)
{
    /// <summary>Whether this part can be that one character. Not asked of <see cref="GlobKind.AnyText"/>.</summary>
    public bool Takes(int c) => Kind switch
    {
        GlobKind.Literal => c == Char,
        GlobKind.Slash => c == '/',
        GlobKind.AnyOne => true,
        GlobKind.Class => Class!.Holds(c),
        _ => false,
    };

    public static GlobPart[] Parse(string pattern, bool ignoreCase)
    {
        var parts = new List<GlobPart>(pattern.Length);
        for (int i = 0; i < pattern.Length;)
        {
            if (pattern[i] == '[' && CharacterClass.TryParse(pattern, ref i, ignoreCase) is CharacterClass set)
            {
                parts.Add(new(GlobKind.Class, Class: set));
                continue;
            }
            int c = Characters.Next(pattern, ref i);
            switch (c)
            {
                case '*':
                    if (parts.Count == 0 || parts[^1].Kind != GlobKind.AnyText) parts.Add(new(GlobKind.AnyText));
                    break;
                case '?': parts.Add(new(GlobKind.AnyOne)); break;
                case '/': parts.Add(new(GlobKind.Slash)); break;
                default: parts.Add(new(GlobKind.Literal, ignoreCase ? Characters.Lower(c) : c)); break;
            }
        }
        return [.. parts];
    }
}

/// <summary>Byte text as characters: code points of UTF-8, and 0xDC00 plus the byte for what is no UTF-8.</summary>
static class Characters
{
    public static int Next(string text, ref int i)
    {
        char first = text[i];
        int length = first switch { < '\x80' => 1, >= '\xC2' and <= '\xDF' => 2, >= '\xE0' and <= '\xEF' => 3, >= '\xF0' and <= '\xF4' => 4, _ => 0 };
        if (length > 1 && i + length <= text.Length)
        {
            Span<byte> bytes = stackalloc byte[4];
            for (int j = 0; j < length; j++) bytes[j] = text[i + j] <= 255 ? (byte)text[i + j] : (byte)0;
            if (Rune.DecodeFromUtf8(bytes[..length], out var rune, out int used) == OperationStatus.Done && used == length)
            {
                i += length;
                return rune.Value;
            }
        }
        i++;
        return first < '\x80' || first > 255 ? first : 0xDC00 + first;
    }

    public static int Lower(int c) => c < 128 ? (c is >= 'A' and <= 'Z' ? c + 32 : c) : Rune.IsValid(c) ? Rune.ToLowerInvariant(new Rune(c)).Value : c;
    public static int Upper(int c) => c < 128 ? (c is >= 'a' and <= 'z' ? c - 32 : c) : Rune.IsValid(c) ? Rune.ToUpperInvariant(new Rune(c)).Value : c;
}
