namespace Breezeway.Annex.Matching;

/// <summary>What one value of a metadata field must be (policy.md 3): alike to a glob in any case, or less or more than a value.</summary>
public abstract record MetadataTest
{
    private MetadataTest() { }
    public abstract bool Matches(string value);

    public sealed record Like(Glob Glob) : MetadataTest
    {
        public override bool Matches(string value) => Glob.IsMatch(value);
        public override string ToString() => $"={Glob}";
    }

    /// <summary>Compared as numbers when both are, else as text.</summary>
    public sealed record Ordered(bool Less, bool OrEqual, string Bound) : MetadataTest
    {
        readonly double? _number = LooseNumber.TryParse(Bound);

        public override bool Matches(string value)
        {
            int order = _number is double bound && LooseNumber.TryParse(value) is double number
                ? number.CompareTo(bound)
                : string.CompareOrdinal(value, Bound);
            return order == 0 ? OrEqual : order < 0 == Less;
        }

        public override string ToString() => $"{(Less ? '<' : '>')}{(OrEqual ? "=" : "")}{Bound}";
    }

    /// <summary>Splits <c>FIELD=GLOB</c>, <c>FIELD&lt;=VALUE</c> ... at its operator. Without one, the field must have an empty value.</summary>
    public static (string Field, MetadataTest Test) Parse(string text)
    {
        int i = text.AsSpan().IndexOfAny("=<>");
        if (i < 0) return (text, new Like(new Glob("", ignoreCase: true)));
        string field = text[..i];
        if (text[i] == '=') return (field, new Like(new Glob(text[(i + 1)..], ignoreCase: true)));
        bool orEqual = i + 1 < text.Length && text[i + 1] == '=';
        return (field, new Ordered(text[i] == '<', orEqual, text[(i + (orEqual ? 2 : 1))..]));
    }
}
