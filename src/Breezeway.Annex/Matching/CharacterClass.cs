using System.Text;

namespace Breezeway.Annex.Matching;

/// <summary>A bracket of a glob: characters, ranges and named classes, perhaps negated.</summary>
sealed class CharacterClass
{
    readonly bool _negated, _ignoreCase;
    readonly List<(int From, int To)> _ranges = [];
    readonly List<string> _names = [];

    CharacterClass(bool negated, bool ignoreCase) { _negated = negated; _ignoreCase = ignoreCase; }

    public bool Holds(int c)
    {
        bool found = HoldsExactly(c) || _ignoreCase && (HoldsExactly(Characters.Lower(c)) || HoldsExactly(Characters.Upper(c)));
        return found != _negated;
    }

    bool HoldsExactly(int c)
    {
        foreach (var (from, to) in _ranges) if (c >= from && c <= to) return true;
        foreach (string name in _names) if (IsNamed(name, c)) return true;
        return false;
    }

    /// <summary>Reads a class at its <c>[</c> and moves behind its <c>]</c>; null, without moving, when it has no end.</summary>
    public static CharacterClass? TryParse(string pattern, ref int at, bool ignoreCase)
    {
        int i = at + 1;
        bool negated = i < pattern.Length && pattern[i] is '!' or '^';
        if (negated) i++;
        var set = new CharacterClass(negated, ignoreCase);
        for (int first = i; i < pattern.Length;)
        {
            if (pattern[i] == ']' && i > first)
            {
                at = i + 1;
                return set;
            }
            if (set.TryName(pattern, ref i)) continue;
            int from = Characters.Next(pattern, ref i), to = from;
            if (i + 1 < pattern.Length && pattern[i] == '-' && pattern[i + 1] != ']')
            {
                i++;
                to = Characters.Next(pattern, ref i);
            }
            set._ranges.Add((from, to));
        }
        return null;
    }

    bool TryName(string pattern, ref int i)
    {
        if (!pattern.AsSpan(i).StartsWith("[:")) return false;
        int end = pattern.IndexOf(":]", i + 2, StringComparison.Ordinal);
        if (end < 0) return false;
        _names.Add(pattern[(i + 2)..end]);
        i = end + 2;
        return true;
    }

    static bool IsNamed(string name, int c)
    {
        if (!Rune.IsValid(c)) return false;
        var r = new Rune(c);
        return name switch
        {
            "alpha" => Rune.IsLetter(r),
            "digit" => c is >= '0' and <= '9',
            "alnum" => Rune.IsLetterOrDigit(r),
            "lower" => Rune.IsLower(r),
            "upper" => Rune.IsUpper(r),
            "space" => Rune.IsWhiteSpace(r),
            "blank" => c is ' ' or '\t',
            "cntrl" => Rune.IsControl(r),
            "punct" => Rune.IsPunctuation(r) || Rune.IsSymbol(r),
            "xdigit" => c < 128 && char.IsAsciiHexDigit((char)c),
            "graph" => !Rune.IsWhiteSpace(r) && !Rune.IsControl(r),
            "print" => !Rune.IsControl(r),
            _ => false,
        };
    }
}
