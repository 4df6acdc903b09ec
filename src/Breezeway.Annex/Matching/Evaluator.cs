using System.Diagnostics;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Matching;

/// <summary>Says whether a subject matches an expression. Pure: asks nothing but the world and the subject it is given.</summary>
public sealed class Evaluator(IMatchWorld world)
{
    static readonly IReadOnlySet<Uuid> s_none = new HashSet<Uuid>();

    /// <param name="repository">For which repository <c>present</c> and the like are asked; null for this one.</param>
    /// <param name="assumeNotPresent">
    /// Repositories taken to have no copy: all terms that look at locations leave them out, except <c>present</c> (policy.md 5, want-drop).
    /// </param>
    public bool Matches(Expression expression, IMatchSubject subject, Uuid? repository = null, IReadOnlySet<Uuid>? assumeNotPresent = null) =>
        Matches(expression, new Question(subject, repository ?? world.Here, assumeNotPresent ?? s_none));

    /// <summary>Whether that repository wants the content (policy.md 5).</summary>
    /// <param name="byDefault">The answer when it has neither preferred nor required content.</param>
    public bool WantsGet(IMatchSubject subject, Uuid repository, bool byDefault) =>
        world.Wanted(repository) is Expression wanted ? Matches(wanted, subject, repository) : byDefault;

    /// <summary>Whether that repository can do without the content, if enough copies are elsewhere (policy.md 5).</summary>
    /// <param name="byDefault">The answer when it has neither preferred nor required content.</param>
    public bool WantsDrop(IMatchSubject subject, Uuid repository, bool byDefault) =>
        WantsDrop([subject], repository, byDefault);

    /// <param name="subjects">The key with each of the files that use it: one that is wanted keeps the content.</param>
    public bool WantsDrop(IEnumerable<IMatchSubject> subjects, Uuid repository, bool byDefault)
    {
        if (world.Wanted(repository) is not Expression wanted) return byDefault;
        var without = new HashSet<Uuid> { repository };
        return !subjects.Any(s => Matches(wanted, s, repository, without));
    }

    sealed record Question(IMatchSubject Subject, Uuid Repository, IReadOnlySet<Uuid> AssumeNotPresent);

    bool Matches(Expression expression, Question q)
    {
        switch (expression)
        {
            case Expression.Sequence sequence:
                bool matches = true;
                foreach (var (join, operand) in sequence.Steps)
                    if (matches == (join == Expression.Join.And)) matches = Matches(operand, q);
                return matches;
            case Expression.Not not: return !Matches(not.Operand, q);
            case Expression.Expanded expanded: return Matches(expanded.Meaning, q);
            case Term term: return MatchesTerm(term, q);
            default: throw new UnreachableException();
        }
    }

    bool MatchesTerm(Term term, Question q) => term switch
    {
        Term.Anything => true,
        Term.Nothing => false,
        Term.Include t => FileMatches(t.Glob, t.FromCurrentDirectory, q),
        Term.Exclude t => !FileMatches(t.Glob, t.FromCurrentDirectory, q),
        Term.IncludeSameContent t => OtherFileMatches(t.Glob, q),
        Term.ExcludeSameContent t => !OtherFileMatches(t.Glob, q),
        Term.LargerThan t => q.Subject.Size is long size && size > t.Bytes,
        Term.SmallerThan t => q.Subject.Size is not long size || size < t.Bytes,
        Term.MimeType t => q.Subject.MimeType is string type && t.Glob.IsMatch(type),
        Term.MimeEncoding t => q.Subject.MimeEncoding is string encoding && t.Glob.IsMatch(encoding),
        Term.Unlocked => q.Subject.IsUnlocked == true,
        Term.Locked => q.Subject.IsUnlocked == false,
        Term.AccessedWithin t => q.Subject.LastAccess is DateTimeOffset last && world.Now - last <= t.Duration,
        Term.Unused => q.Subject is { File: null, Key: Key key } && world.IsUnused(key),
        Term.WantGet t => q.Subject.File is not null && WantsGet(q.Subject, t.Repository ?? world.Here, byDefault: false),
        Term.WantDrop t => q.Subject.File is null || WantsDrop(q.Subject, t.Repository ?? world.Here, byDefault: true),
        Term.InPreferredDir => IsInPreferredDirectory(q),
        _ => q.Subject.Key is Key key && KeyMatches(term, key, q),
    };

    static bool FileMatches(Glob glob, bool fromCurrentDirectory, Question q) =>
        (fromCurrentDirectory ? q.Subject.FileFromCurrentDirectory : q.Subject.File) is string file && glob.IsMatch(file);

    static bool OtherFileMatches(Glob glob, Question q) => q.Subject.OtherFiles.Any(glob.IsMatch);

    bool IsInPreferredDirectory(Question q)
    {
        if (q.Subject.File is not string file) return false;
        string directory = world.PreferredDirectory(q.Repository) is { Length: > 0 } d ? d : "public";
        return file.Split('/')[..^1].Contains(directory);
    }

    bool KeyMatches(Term term, Key key, Question q)
    {
        switch (term)
        {
            case Term.Present or Term.Standard or Term.GroupWanted:     // the words stand for "present" unless expanded
                return IsPresent(key, q.Repository);
            case Term.In t: return !q.AssumeNotPresent.Contains(t.Repository) && IsPresent(key, t.Repository);
            case Term.InThen t: return !q.AssumeNotPresent.Contains(t.Repository) && world.LocationsThen(key, t.Date).Contains(t.Repository);
            case Term.ExpectedPresent: return world.Locations(key).Contains(world.Here);
            case Term.Copies t: return Locations(key, q).Count(u => Passes(t.Filter, u)) >= t.Count;
            case Term.LackingCopies t: return Lacking(key, q, t.Approximate) >= t.Count;
            case Term.InBackend t: return key.Variety == t.Name;
            case Term.SecureHash: return SecureVarieties.Contains(key.Variety);
            case Term.InAllGroup t: return world.Members(t.Group).All(Locations(key, q).Contains);
            case Term.OnlyInGroup t:
                var members = world.Members(t.Group);
                var locations = Locations(key, q);
                return locations.Count > 0 && locations.All(members.Contains);
            case Term.Metadata t: return world.Metadata(key, t.Field).Any(t.Test.Matches);
            case Term.Url t: return world.Urls(key).Any(t.Glob.IsMatch);
            case Term.Balanced t: return IsBalanced(t, key, q);
            case Term.Since t: return IsSince(t, key);
            default: throw new UnreachableException();
        }
    }

    /// <summary>Here: whether it really is; elsewhere by the location log.</summary>
    bool IsPresent(Key key, Uuid repository) => repository == world.Here ? world.IsPresentHere(key) : world.Locations(key).Contains(repository);

    IReadOnlyCollection<Uuid> Locations(Key key, Question q)
    {
        var all = world.Locations(key);
        return q.AssumeNotPresent.Count == 0 ? all : [.. all.Where(u => !q.AssumeNotPresent.Contains(u))];
    }

    bool Passes(CopiesFilter filter, Uuid repository) => filter switch
    {
        CopiesFilter.All => true,
        CopiesFilter.Trusted { OrHigher: true } f => world.Trust(repository) >= f.Level,
        CopiesFilter.Trusted f => world.Trust(repository) == f.Level,
        CopiesFilter.InGroup f => world.Groups(repository).Contains(f.Group),
        _ => throw new UnreachableException(),
    };

    int Lacking(Key key, Question q, bool approximate) =>
        world.NumCopies(q.Subject, approximate) - Locations(key, q).Count(u => world.Trust(u) > TrustLevel.Untrusted);

    bool IsSince(Term.Since t, Key key)
    {
        if (world.LastChange(key, t.Repository) is not var (present, since)) return false;
        bool longAgo = world.Now - since >= t.Duration;
        return t.Kind switch
        {
            SinceKind.Present => present && longAgo,
            SinceKind.Lacking => !present && longAgo,
            _ => !longAgo,
        };
    }

    bool IsBalanced(Term.Balanced t, Key key, Question q)
    {
        int count = t.Count ?? Math.Max(0, Lacking(key, q, approximate: false));
        if (!t.Fully)
        {
            if (IsPresent(key, q.Repository)) return true;
            if (Locations(key, q).Count(u => world.Groups(u).Contains(t.Group)) >= count) return false;
        }
        var members = world.Members(t.Group).Select(u => new Balance.Member(u, world.MaxSize(u), world.MaxSize(u) is null ? 0 : world.UsedSize(u),
            world.Locations(key).Contains(u)));
        return Balance.Choose(members, key, count, t.BySize).Contains(q.Repository);
    }
}
