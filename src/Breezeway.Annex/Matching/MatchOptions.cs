using Breezeway.Base;

namespace Breezeway.Annex.Matching;

/// <summary>A matching option as given: its long name with dashes (or <c>-(</c>, <c>-)</c>), and its value, if it takes one.</summary>
public readonly record struct MatchOption(string Name, string? Value = null);

/// <summary>The options that say what a command acts on, in the order they were given (policy.md 6).</summary>
public static class MatchOptions
{
    /// <summary>Gives the repository of a name, uuid, description or <c>here</c>; throws <see cref="UserError"/> when there is none.</summary>
    public delegate Uuid RepositoryByName(string name);

    /// <summary>All names that <see cref="Parse"/> understands, and those that take no value.</summary>
    public static IReadOnlyCollection<string> Names => s_readers.Keys;
    public static bool TakesValue(string name) => !s_plain.Contains(name);

    /// <summary>
    /// The options as one expression; null when there are none. Throws <see cref="UserError"/> in git-annex's words for values that mean nothing.
    /// </summary>
    public static Expression? Parse(IReadOnlyList<MatchOption> options, RepositoryByName repository)
    {
        if (options.Count == 0) return null;
        var tokens = new ExpressionToken[options.Count];
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!s_readers.TryGetValue(options[i].Name, out var read)) throw new ArgumentException(options[i].Name, nameof(options));
            try { tokens[i] = read(options[i].Value ?? "", repository); }
            catch (BadTerm bad) { throw new UserError(bad.Message); }
        }
        return ExpressionBuilder.Build(tokens) ?? throw new UserError("too many nested -( options");
    }

    delegate ExpressionToken Reader(string value, RepositoryByName repository);

    static readonly HashSet<string> s_plain =
    [
        "--not", "--and", "--or", "-(", "-)", "--securehash", "--want-get", "--want-drop", "--unlocked", "--locked", "--expected-present", "--anything", "--nothing",
    ];

    static readonly Dictionary<string, Reader> s_readers = new(StringComparer.Ordinal)
    {
        ["--not"] = (_, _) => new(TokenKind.Not),
        ["--and"] = (_, _) => new(TokenKind.And),
        ["--or"] = (_, _) => new(TokenKind.Or),
        ["-("] = (_, _) => new(TokenKind.Open),
        ["-)"] = (_, _) => new(TokenKind.Close),
        ["--in"] = (v, r) => Term(In(v, r)),
        ["--copies"] = (v, _) => Term(Terms.Copies(v)),
        ["--lackingcopies"] = (v, _) => Term(Terms.LackingCopies(v, false)),
        ["--approxlackingcopies"] = (v, _) => Term(Terms.LackingCopies(v, true)),
        ["--inbackend"] = (v, _) => Term(new Term.InBackend(v)),
        ["--securehash"] = (_, _) => Term(new Term.SecureHash()),
        ["--inallgroup"] = (v, _) => Term(new Term.InAllGroup(v)),
        ["--onlyingroup"] = (v, _) => Term(new Term.OnlyInGroup(v)),
        ["--metadata"] = (v, _) => Term(Terms.Metadata(v)),
        ["--url"] = (v, _) => Term(new Term.Url(new Glob(v))),
        ["--want-get"] = (_, _) => Term(new Term.WantGet(null)),
        ["--want-get-by"] = (v, r) => Term(new Term.WantGet(r(v))),
        ["--want-drop"] = (_, _) => Term(new Term.WantDrop(null)),
        ["--want-drop-by"] = (v, r) => Term(new Term.WantDrop(r(v))),
        ["--accessedwithin"] = (v, _) => Term(new Term.AccessedWithin(Duration("--accessedwithin", v))),
        ["--presentsince"] = (v, r) => Term(Since(SinceKind.Present, "--presentsince", v, r)),
        ["--lackingsince"] = (v, r) => Term(Since(SinceKind.Lacking, "--lackingsince", v, r)),
        ["--changedsince"] = (v, r) => Term(Since(SinceKind.Changed, "--changedsince", v, r)),
        ["--mimetype"] = (v, _) => Term(new Term.MimeType(new Glob(v))),
        ["--mimeencoding"] = (v, _) => Term(new Term.MimeEncoding(new Glob(v))),
        ["--unlocked"] = (_, _) => Term(new Term.Unlocked()),
        ["--locked"] = (_, _) => Term(new Term.Locked()),
        ["--expected-present"] = (_, _) => Term(new Term.ExpectedPresent()),
        ["--include"] = (v, _) => Term(new Term.Include(new Glob(v), FromCurrentDirectory: true)),
        ["--exclude"] = (v, _) => Term(new Term.Exclude(new Glob(v), FromCurrentDirectory: true)),
        ["--includesamecontent"] = (v, _) => Term(new Term.IncludeSameContent(new Glob(v))),
        ["--excludesamecontent"] = (v, _) => Term(new Term.ExcludeSameContent(new Glob(v))),
        ["--largerthan"] = (v, _) => Term(new Term.LargerThan(Terms.Size(v))),
        ["--smallerthan"] = (v, _) => Term(new Term.SmallerThan(Terms.Size(v))),
        ["--anything"] = (_, _) => Term(new Term.Anything()),
        ["--nothing"] = (_, _) => Term(new Term.Nothing()),
    };

    static ExpressionToken Term(Term term) => ExpressionToken.Of(term);

    /// <summary>NAME or NAME@DATE.</summary>
    static Term In(string value, RepositoryByName repository)
    {
        int at = value.IndexOf('@');
        return at < 0 ? new Term.In(repository(value)) : new Term.InThen(repository(value[..at]), value[(at + 1)..]);
    }

    static Term Since(SinceKind kind, string option, string value, RepositoryByName repository)
    {
        int colon = value.LastIndexOf(':');
        if (colon < 0) throw new BadTerm($"option {option}: expected REPOSITORY:INTERVAL");
        return new Term.Since(kind, repository(value[..colon]), Duration(option, value[(colon + 1)..]));
    }

    static TimeSpan Duration(string option, string value) => Durations.TryParse(value, out var duration)
        ? duration
        : throw new BadTerm($"option {option}: failed to parse duration {ShownText.Quote(value)} (expected eg \"5m\" or \"1h5m\")");
}
