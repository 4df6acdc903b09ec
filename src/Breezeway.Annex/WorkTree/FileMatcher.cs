using System.Diagnostics;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Annex.Matching;

namespace Breezeway.Annex.WorkTree;

/// <summary>Evaluates expressions about files on the disk, which no repository has to be asked for: annex.largefiles, annex.addunlocked (policy.md 4). Thread-safe.</summary>
public sealed class FileMatcher
{
    readonly Evaluator _evaluator = new(new NoWorld());

    /// <param name="path">From the top.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="content">Absolute path of the file, or of a copy of its content.</param>
    public bool Matches(Expression expression, string path, long size, string content) => _evaluator.Matches(expression, new MatchSubject
    {
        File = path, FileFromCurrentDirectory = path, SizeFrom = () => size,
        MimeTypeFrom = () => MimeTypes.TypeOf(content), MimeEncodingFrom = () => MimeTypes.EncodingOf(content),
    });

    /// <summary>The terms of such expressions ask for none of this.</summary>
    sealed class NoWorld : IMatchWorld
    {
        public Uuid Here => default;
        public DateTimeOffset Now => throw new UnreachableException();
        public IReadOnlyCollection<Uuid> Locations(Key key) => throw new UnreachableException();
        public IReadOnlyCollection<Uuid> LocationsThen(Key key, string date) => throw new UnreachableException();
        public (bool Present, DateTimeOffset Since)? LastChange(Key key, Uuid repository) => throw new UnreachableException();
        public bool IsPresentHere(Key key) => throw new UnreachableException();
        public TrustLevel Trust(Uuid repository) => throw new UnreachableException();
        public IReadOnlyCollection<Uuid> Members(string group) => throw new UnreachableException();
        public IReadOnlyCollection<string> Groups(Uuid repository) => throw new UnreachableException();
        public int NumCopies(IMatchSubject subject, bool approximate) => throw new UnreachableException();
        public IReadOnlyCollection<string> Metadata(Key key, string field) => throw new UnreachableException();
        public IReadOnlyCollection<string> Urls(Key key) => throw new UnreachableException();
        public bool IsUnused(Key key) => false;
        public string? PreferredDirectory(Uuid repository) => throw new UnreachableException();
        public long? MaxSize(Uuid repository) => throw new UnreachableException();
        public long UsedSize(Uuid repository) => throw new UnreachableException();
        public Expression? Wanted(Uuid repository) => throw new UnreachableException();
    }
}
