using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;

namespace Breezeway.Annex.Matching;

/// <summary>All that terms ask about repositories and keys. Asked only when needed; an implementation may keep answers for the time of one command.</summary>
public interface IMatchWorld
{
    /// <summary>This repository.</summary>
    Uuid Here { get; }
    DateTimeOffset Now { get; }

    /// <summary>Where the location log says the key is, dead repositories left out; each uuid once.</summary>
    IReadOnlyCollection<Uuid> Locations(Key key);
    /// <summary>The same, as the log was at a revision of the git-annex branch: <paramref name="date"/> is what follows <c>@</c>. None when git knows no such revision.</summary>
    IReadOnlyCollection<Uuid> LocationsThen(Key key, string date);
    /// <summary>What the location log says of that repository, and since when; null when it says nothing.</summary>
    (bool Present, DateTimeOffset Since)? LastChange(Key key, Uuid repository);
    /// <summary>Whether the object file is here.</summary>
    bool IsPresentHere(Key key);

    TrustLevel Trust(Uuid repository);
    /// <summary>The repositories in that group, dead ones too (run MID).</summary>
    IReadOnlyCollection<Uuid> Members(string group);
    /// <summary>The groups of that repository.</summary>
    IReadOnlyCollection<string> Groups(Uuid repository);

    /// <summary>The copies a file must have, command line and git config left out (policy.md 1); at least 1.</summary>
    /// <param name="approximate">Also leaves .gitattributes out.</param>
    int NumCopies(IMatchSubject subject, bool approximate);

    /// <summary>The current values of a metadata field; its name in any case.</summary>
    IReadOnlyCollection<string> Metadata(Key key, string field);
    IReadOnlyCollection<string> Urls(Key key);
    /// <summary>The last <c>unused</c> listed it.</summary>
    bool IsUnused(Key key);

    /// <summary><c>preferreddir</c> of remote.log; null when it has none.</summary>
    string? PreferredDirectory(Uuid repository);
    /// <summary>Bytes by maxsize.log; null when it says nothing.</summary>
    long? MaxSize(Uuid repository);
    /// <summary>Bytes of all keys that are in that repository, and of those on their way to it. Asked only where there is a maximum.</summary>
    long UsedSize(Uuid repository);

    /// <summary>What that repository wants, by its preferred and required content (<see cref="PreferredContent"/>); null when neither is set.</summary>
    Expression? Wanted(Uuid repository);
}
