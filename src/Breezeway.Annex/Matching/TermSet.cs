using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Matching;

/// <summary>The terms that can be used in one kind of expression.</summary>
public sealed class TermSet
{
    /// <summary>Makes a term of what follows the <c>=</c>, null when there is none. Null: such a term is unknown. Throws <see cref="BadTerm"/>.</summary>
    internal delegate Expression? Reader(string? value);

    readonly Dictionary<string, Reader> _readers;

    TermSet(Dictionary<string, Reader> readers) => _readers = readers;

    internal Reader? Find(string name) => _readers.GetValueOrDefault(name);

    /// <summary>Preferred and required content, and the expressions of groups.</summary>
    public static readonly TermSet PreferredContent = new(new(StringComparer.Ordinal)
    {
        ["anything"] = Plain(new Term.Anything()),
        ["nothing"] = Plain(new Term.Nothing()),
        ["include"] = v => new Term.Include(new Glob(v ?? "")),
        ["exclude"] = v => new Term.Exclude(new Glob(v ?? "")),
        ["largerthan"] = v => new Term.LargerThan(Terms.Size(v)),
        ["smallerthan"] = v => new Term.SmallerThan(Terms.Size(v)),
        ["unused"] = Plain(new Term.Unused()),
        ["present"] = Plain(new Term.Present()),
        ["copies"] = v => Terms.Copies(v ?? ""),
        ["lackingcopies"] = v => Terms.LackingCopies(v ?? "", false),
        ["approxlackingcopies"] = v => Terms.LackingCopies(v ?? "", true),
        ["inbackend"] = v => new Term.InBackend(v ?? ""),
        ["securehash"] = Plain(new Term.SecureHash()),
        ["inallgroup"] = v => new Term.InAllGroup(v ?? ""),
        ["onlyingroup"] = v => new Term.OnlyInGroup(v ?? ""),
        ["metadata"] = v => Terms.Metadata(v ?? ""),
        ["url"] = v => new Term.Url(new Glob(v ?? "")),
        ["inpreferreddir"] = Plain(new Term.InPreferredDir()),
        ["standard"] = Plain(new Term.Standard()),
        ["groupwanted"] = Plain(new Term.GroupWanted()),
        ["balanced"] = v => Terms.Balanced("balanced", v ?? "", fully: false, bySize: false),
        ["fullybalanced"] = v => Terms.Balanced("fullybalanced", v ?? "", fully: true, bySize: false),
        ["sizebalanced"] = v => Terms.Balanced("sizebalanced", v ?? "", fully: false, bySize: true),
        ["fullysizebalanced"] = v => Terms.Balanced("fullysizebalanced", v ?? "", fully: true, bySize: true),
    });

    /// <summary>annex.largefiles and annex.addunlocked.</summary>
    public static readonly TermSet LargeFiles = new(new(StringComparer.Ordinal)
    {
        ["anything"] = Plain(new Term.Anything()),
        ["nothing"] = Plain(new Term.Nothing()),
        ["include"] = v => new Term.Include(new Glob(v ?? "")),
        ["exclude"] = v => new Term.Exclude(new Glob(v ?? "")),
        ["largerthan"] = v => new Term.LargerThan(Terms.Size(v)),
        ["smallerthan"] = v => new Term.SmallerThan(Terms.Size(v)),
        ["mimetype"] = v => new Term.MimeType(new Glob(v ?? "")),
        ["mimeencoding"] = v => new Term.MimeEncoding(new Glob(v ?? "")),
        ["unused"] = Plain(new Term.Unused()),
    });

    /// <summary>A term that takes no value; with one it is unknown.</summary>
    static Reader Plain(Term term) => value => value is null ? term : null;
}

/// <summary>A value no term can be made of; the message is git-annex's.</summary>
sealed class BadTerm(string message) : Exception(message);

/// <summary>Terms from their values, for expressions and for options. All throw <see cref="BadTerm"/>.</summary>
static class Terms
{
    public static long Size(string? value) => DataSize.TryParse(value ?? "", out long bytes) ? bytes : throw new BadTerm("bad size");

    /// <summary>The whole number a text begins with, as git-annex reads it: also negative, or in hexadecimal; what follows is ignored (run MID).</summary>
    public static int? Number(string text)
    {
        if (!LooseNumber.TryRead(text, out double n, out int rest)) return null;
        bool hexadecimal = text.AsSpan(0, rest).ContainsAny('x', 'X');
        if (!hexadecimal && text.AsSpan(0, rest).IndexOfAny(".eE") >= 0) return null;
        return (int)Math.Clamp(n, int.MinValue, int.MaxValue);
    }

    public static Term Copies(string value)
    {
        var (of, number) = value.Split(':') switch
        {
            [var n] => (null, n),
            [var o, var n] => (o, n),
            _ => throw new BadTerm("bad value for copies"),
        };
        int count = Number(number) ?? throw new BadTerm("bad number for copies");
        return new Term.Copies(count, of switch
        {
            null => new CopiesFilter.All(),
            _ when Level(of) is TrustLevel level => new CopiesFilter.Trusted(level, false),
            [.. var name, '+'] when Level(name) is TrustLevel level => new CopiesFilter.Trusted(level, true),
            _ => new CopiesFilter.InGroup(of),
        });
    }

    static TrustLevel? Level(string name) => name switch
    {
        "trusted" => TrustLevel.Trusted,
        "semitrusted" => TrustLevel.SemiTrusted,
        "untrusted" => TrustLevel.Untrusted,
        "dead" => TrustLevel.Dead,
        _ => null,
    };

    public static Term LackingCopies(string value, bool approximate) =>
        new Term.LackingCopies(Number(value) ?? throw new BadTerm("bad value for number of lacking copies"), approximate);

    public static Term Metadata(string value)
    {
        var (field, test) = MetadataTest.Parse(value);
        if (!Logs.Metadata.IsFieldName(field)) throw new BadTerm($"Illegal metadata field name, \"{field}\"");
        return new Term.Metadata(field, test);
    }

    /// <summary>GROUP, GROUP:N or (after MID) GROUP:lackingcopies; 1 by default.</summary>
    public static Term Balanced(string name, string value, bool fully, bool bySize) => value.Split(':') switch
    {
        [var group] => new Term.Balanced(group, 1, fully, bySize),
        [var group, "lackingcopies"] => new Term.Balanced(group, null, fully, bySize),
        [var group, var n] => new Term.Balanced(group, Number(n) ?? throw new BadTerm($"bad number for {name}"), fully, bySize),
        _ => throw new BadTerm($"bad value for {name}"),
    };
}
