namespace Breezeway.Annex.Copies;

/// <summary>How many copies a content must have: at least 1.</summary>
public readonly record struct NumCopies : IComparable<NumCopies>
{
    readonly int _more;

    /// <summary>Values below 1 act as 1.</summary>
    public NumCopies(int count) => _more = Math.Max(1, count) - 1;

    public int Count => _more + 1;

    /// <summary>The first that is set wins (policy.md 1).</summary>
    /// <param name="commandLine"><c>--numcopies</c></param>
    /// <param name="attribute">The gitattribute annex.numcopies of the file; null also when there is no file.</param>
    /// <param name="log">numcopies.log</param>
    /// <param name="gitConfig">annex.numcopies, deprecated.</param>
    public static NumCopies Configured(int? commandLine, int? attribute, int? log, int? gitConfig) => new(commandLine ?? attribute ?? log ?? gitConfig ?? 1);

    public int CompareTo(NumCopies other) => Count.CompareTo(other.Count);
    public static NumCopies Max(NumCopies a, NumCopies b) => a.Count >= b.Count ? a : b;
    public override string ToString() => Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>How many copies must be certain not to vanish meanwhile (locked, or trusted) when one is dropped from a remote: at least 1.</summary>
public readonly record struct MinCopies : IComparable<MinCopies>
{
    readonly int _more;

    /// <summary>Values below 1 act as 1.</summary>
    public MinCopies(int count) => _more = Math.Max(1, count) - 1;

    public int Count => _more + 1;

    /// <summary>The first that is set wins (policy.md 1).</summary>
    public static MinCopies Configured(int? commandLine, int? attribute, int? log) => new(commandLine ?? attribute ?? log ?? 1);

    public int CompareTo(MinCopies other) => Count.CompareTo(other.Count);
    public static MinCopies Max(MinCopies a, MinCopies b) => a.Count >= b.Count ? a : b;
    public override string ToString() => Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Both numbers, for one content.</summary>
public readonly record struct CopiesNeeded(NumCopies NumCopies, MinCopies MinCopies)
{
    /// <summary>The larger of each: a content that several files use needs what the most demanding of them asks.</summary>
    public static CopiesNeeded Max(CopiesNeeded a, CopiesNeeded b) => new(NumCopies.Max(a.NumCopies, b.NumCopies), MinCopies.Max(a.MinCopies, b.MinCopies));

    /// <summary>The largest of each; 1 and 1 for none.</summary>
    public static CopiesNeeded Max(IEnumerable<CopiesNeeded> all) => all.Aggregate(default(CopiesNeeded), Max);
}

/// <summary>Where the numbers come from, apart from .gitattributes (policy.md 1).</summary>
/// <param name="NumCopiesOption"><c>--numcopies</c></param>
/// <param name="MinCopiesOption"><c>--mincopies</c></param>
/// <param name="NumCopiesLog">numcopies.log</param>
/// <param name="MinCopiesLog">mincopies.log</param>
/// <param name="GitConfig">annex.numcopies, deprecated.</param>
public sealed record CopiesSettings(int? NumCopiesOption = null, int? MinCopiesOption = null, int? NumCopiesLog = null, int? MinCopiesLog = null, int? GitConfig = null)
{
    /// <summary>For an operation without a file: <c>--all</c>, <c>--key</c>, unused keys.</summary>
    public CopiesNeeded WithoutFile => ForFile(null, null);

    /// <summary>For one file.</summary>
    /// <param name="numCopiesAttribute">annex.numcopies of the file</param>
    /// <param name="minCopiesAttribute">annex.mincopies of the file</param>
    public CopiesNeeded ForFile(int? numCopiesAttribute, int? minCopiesAttribute) =>
        new(NumCopies.Configured(NumCopiesOption, numCopiesAttribute, NumCopiesLog, GitConfig), MinCopies.Configured(MinCopiesOption, minCopiesAttribute, MinCopiesLog));

    /// <summary>What <c>lackingcopies</c> reckons with: neither options nor git config.</summary>
    /// <param name="numCopiesAttribute">Null for <c>approxlackingcopies</c>.</param>
    public NumCopies ForLackingCopies(int? numCopiesAttribute) => NumCopies.Configured(null, numCopiesAttribute, NumCopiesLog, null);
}
