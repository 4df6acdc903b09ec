using System.Globalization;

namespace Breezeway.Annex.Matching;

/// <summary>Sizes of data as git-annex reads and writes them. Values are bytes.</summary>
/// <remarks>
/// Read (policy.md 3; details from runs of MID): a number, perhaps spaces, letters of a unit in any case; whatever follows the letters is ignored
/// (so <c>1,000</c> is 1). Units are <c>b kB MB ... YB</c> (powers of 1000), <c>KiB ... YiB</c> (1024), both without the b too, <c>kbit ... Ybit</c>
/// (an eighth of 1000's powers), and full names in both numbers. Halves round to even.
/// </remarks>
public static class DataSize
{
    /// <param name="Plain">Short name; accepted without its b when <paramref name="IsBits"/> is false.</param>
    /// <param name="Name">Full name in the singular.</param>
    readonly record struct Unit(double Bytes, string Plain, string Name, bool IsBits = false);

    static readonly string[] s_thousands = ["kilo", "mega", "giga", "tera", "peta", "exa", "zetta", "yotta"];
    static readonly string[] s_binary = ["kibi", "mebi", "gibi", "tebi", "pebi", "exbi", "zebi", "yobi"];
    const string Letters = "kMGTPEZY";

    static readonly Unit[] s_decimalUnits = Units(1000, s_thousands, "B", "byte");
    static readonly Unit[] s_binaryUnits = Units(1024, s_binary, "iB", "byte");
    static readonly Unit[] s_bitUnits = [.. Units(1000, s_thousands, "bit", "bit").Select(u => u with { Bytes = u.Bytes / 8, IsBits = true })];
    static readonly Unit s_byte = new(1, "B", "byte");

    static Unit[] Units(double radix, string[] prefixes, string suffix, string name) =>
        [.. prefixes.Select((p, i) => new Unit(Math.Pow(radix, i + 1), Letter(i, suffix) + suffix, p + name))];

    static string Letter(int i, string suffix) => suffix == "iB" ? Letters[i..(i + 1)].ToUpperInvariant() : Letters[i..(i + 1)];

    /// <summary>False for what is no size. A size beyond the range of <see cref="long"/> becomes its nearest end; a size can be negative.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        if (!LooseNumber.TryRead(text, out double number, out int i)) return false;
        while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
        int end = i;
        while (end < text.Length && char.IsLetter(text[end])) end++;
        if (FindUnit(text[i..end]) is not Unit unit) return false;
        double rounded = Math.Round(number * unit.Bytes, MidpointRounding.ToEven);
        bytes = rounded >= long.MaxValue ? long.MaxValue : rounded <= long.MinValue ? long.MinValue : (long)rounded;
        return true;
    }

    static Unit? FindUnit(string word)
    {
        if (word.Length == 0) return s_byte;
        foreach (var unit in (IEnumerable<Unit>)[s_byte, .. s_decimalUnits, .. s_binaryUnits, .. s_bitUnits])
        {
            if (Same(word, unit.Plain) || Same(word, unit.Name) || Same(word, unit.Name + "s")) return unit;
            if (!unit.IsBits && unit.Plain.Length > 1 && Same(word, unit.Plain[..^1])) return unit;
        }
        return null;
    }

    static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>4 B</c>, <c>1.5 MB</c>: at most two decimals, powers of 1000 (or 1024: <c>32 MiB</c>).</summary>
    public static string Short(long bytes, bool binary = false)
    {
        var (number, unit) = Scaled(bytes, binary);
        return $"{number} {unit.Plain}";
    }

    /// <summary><c>1 byte</c>, <c>80.83 gigabytes</c>; <c>32 mebibytes</c> when binary.</summary>
    public static string Long(long bytes, bool binary = false)
    {
        var (number, unit) = Scaled(bytes, binary);
        return number is "1" or "-1" ? $"{number} {unit.Name}" : $"{number} {unit.Name}s";
    }

    static (string Number, Unit Unit) Scaled(long bytes, bool binary)
    {
        double size = Math.Abs((double)bytes);
        var unit = s_byte;
        foreach (var u in binary ? s_binaryUnits : s_decimalUnits)
            if (size >= u.Bytes) unit = u;
        // Whole part and hundredths are rounded apart from one another, as git-annex's digits show.
        double value = size / unit.Bytes, whole = Math.Floor(value);
        double hundredths = Math.Round((value - whole) * 100, MidpointRounding.ToEven);
        if (hundredths >= 100) { whole++; hundredths -= 100; }
        string text = (whole + hundredths / 100).ToString("0.##", CultureInfo.InvariantCulture);
        return (bytes < 0 ? "-" + text : text, unit);
    }
}
