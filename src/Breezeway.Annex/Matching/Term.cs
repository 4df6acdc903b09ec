using System.Globalization;
using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Matching;

/// <summary>One condition of an <see cref="Expression"/>; policy.md 3, 4 and 6 list them. Printed as it is written in an expression.</summary>
public abstract record Term : Expression
{
    private Term() { }

    public sealed record Anything : Term { public override string ToString() => "anything"; }
    public sealed record Nothing : Term { public override string ToString() => "nothing"; }

    /// <param name="FromCurrentDirectory">The path is taken from the current directory, as options do; else from the top of the tree.</param>
    public sealed record Include(Glob Glob, bool FromCurrentDirectory = false) : Term { public override string ToString() => $"include={Glob}"; }
    /// <inheritdoc cref="Include"/>
    public sealed record Exclude(Glob Glob, bool FromCurrentDirectory = false) : Term { public override string ToString() => $"exclude={Glob}"; }
    /// <summary>Some other file of the same key matches; paths from the current directory.</summary>
    public sealed record IncludeSameContent(Glob Glob) : Term { public override string ToString() => $"includesamecontent={Glob}"; }
    public sealed record ExcludeSameContent(Glob Glob) : Term { public override string ToString() => $"excludesamecontent={Glob}"; }

    /// <param name="Bytes">Exclusive.</param>
    public sealed record LargerThan(long Bytes) : Term { public override string ToString() => $"largerthan={Text(Bytes)}"; }
    /// <param name="Bytes">Exclusive.</param>
    public sealed record SmallerThan(long Bytes) : Term { public override string ToString() => $"smallerthan={Text(Bytes)}"; }
    public sealed record MimeType(Glob Glob) : Term { public override string ToString() => $"mimetype={Glob}"; }
    public sealed record MimeEncoding(Glob Glob) : Term { public override string ToString() => $"mimeencoding={Glob}"; }

    public sealed record Unused : Term { public override string ToString() => "unused"; }
    /// <summary>In the repository the expression is evaluated for.</summary>
    public sealed record Present : Term { public override string ToString() => "present"; }
    /// <summary>In that repository, by its log or, for this repository, really.</summary>
    public sealed record In(Uuid Repository) : Term { public override string ToString() => $"in={Repository}"; }
    /// <summary>In that repository by the log as it was then.</summary>
    /// <param name="Date">What follows the <c>@</c>; git understands it as a revision of the git-annex branch: <c>{yesterday}</c>.</param>
    public sealed record InThen(Uuid Repository, string Date) : Term { public override string ToString() => $"in={Repository}@{Date}"; }
    /// <summary>By the log it is here, whether it really is or not.</summary>
    public sealed record ExpectedPresent : Term { public override string ToString() => "expectedpresent"; }

    /// <summary>At least so many copies, of those that the filter lets through.</summary>
    public sealed record Copies(int Count, CopiesFilter Filter) : Term { public override string ToString() => $"copies={Filter}{Text(Count)}"; }
    /// <summary>At least so many copies are lacking.</summary>
    /// <param name="Approximate">Leaves .gitattributes out of the reckoning.</param>
    public sealed record LackingCopies(int Count, bool Approximate) : Term
    {
        public override string ToString() => $"{(Approximate ? "approx" : "")}lackingcopies={Text(Count)}";
    }
    public sealed record InBackend(string Name) : Term { public override string ToString() => $"inbackend={Name}"; }
    public sealed record SecureHash : Term { public override string ToString() => "securehash"; }
    public sealed record InAllGroup(string Group) : Term { public override string ToString() => $"inallgroup={Group}"; }
    public sealed record OnlyInGroup(string Group) : Term { public override string ToString() => $"onlyingroup={Group}"; }
    public sealed record Metadata(string Field, MetadataTest Test) : Term { public override string ToString() => $"metadata={Field}{Test}"; }
    public sealed record Url(Glob Glob) : Term { public override string ToString() => $"url={Glob}"; }
    public sealed record InPreferredDir : Term { public override string ToString() => "inpreferreddir"; }

    /// <summary><c>standard</c>, before <see cref="PreferredContent"/> expands it.</summary>
    public sealed record Standard : Term { public override string ToString() => "standard"; }
    /// <summary><c>groupwanted</c>, before <see cref="PreferredContent"/> expands it.</summary>
    public sealed record GroupWanted : Term { public override string ToString() => "groupwanted"; }

    /// <summary>One of the repositories of a group that a key falls to.</summary>
    /// <param name="Count">How many of them; null for <c>lackingcopies</c>.</param>
    /// <param name="Fully">Also those that have it already move to where they belong.</param>
    /// <param name="BySize">Those with the most free space are taken, instead of by the key's hash.</param>
    public sealed record Balanced(string Group, int? Count, bool Fully, bool BySize) : Term
    {
        public override string ToString() =>
            $"{(Fully ? "fully" : "")}{(BySize ? "size" : "")}balanced={Group}:{(Count is int n ? Text(n) : "lackingcopies")}";
    }

    public sealed record Unlocked : Term { public override string ToString() => "unlocked"; }
    public sealed record Locked : Term { public override string ToString() => "locked"; }
    /// <param name="Repository">Null for this one.</param>
    public sealed record WantGet(Uuid? Repository) : Term { public override string ToString() => Repository is null ? "want-get" : $"want-get-by={Repository}"; }
    /// <param name="Repository">Null for this one.</param>
    public sealed record WantDrop(Uuid? Repository) : Term { public override string ToString() => Repository is null ? "want-drop" : $"want-drop-by={Repository}"; }
    public sealed record AccessedWithin(TimeSpan Duration) : Term { public override string ToString() => $"accessedwithin={Durations.Format(Duration)}"; }
    /// <summary>What the location log of a repository has said for so long, or what it changed within that time.</summary>
    public sealed record Since(SinceKind Kind, Uuid Repository, TimeSpan Duration) : Term
    {
        public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}since={Repository}:{Durations.Format(Duration)}";
    }

    static string Text(long n) => n.ToString(CultureInfo.InvariantCulture);
}

public enum SinceKind { Present, Lacking, Changed }

/// <summary>Which locations <c>copies=</c> counts: all, those of a trust level (or at least that level), or those in a group.</summary>
public abstract record CopiesFilter
{
    private CopiesFilter() { }
    public sealed record All : CopiesFilter { public override string ToString() => ""; }
    public sealed record Trusted(TrustLevel Level, bool OrHigher) : CopiesFilter
    {
        public override string ToString() => $"{Level.ToString().ToLowerInvariant()}{(OrHigher ? "+" : "")}:";
    }
    public sealed record InGroup(string Group) : CopiesFilter { public override string ToString() => $"{Group}:"; }
}
