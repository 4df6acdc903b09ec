using Breezeway.Annex;
using Breezeway.Annex.Branch;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Transfers;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Cli.Seek;

/// <summary>Finds what a command is to act on: the words of its command line as annexed files, or the keys that an option names (policy.md 6).</summary>
public sealed class Seeker(CommandRun run)
{
    AnnexRepository Repository => run.Repository;
    Arguments Arguments => run.Arguments;

    /// <summary>Whether a file or key passes the matching options.</summary>
    public Func<SeekItem, bool>? Matches { get; init; }

    /// <summary>Without words: all files below the current directory. False: none.</summary>
    public bool AllWithoutWords { get; init; } = true;

    /// <summary>The command was asked for a batch.</summary>
    public bool IsBatch => Arguments.Has(ContentOptions.Batch) || Arguments.Has(ContentOptions.BatchKeys);

    /// <summary>Everything to act on, in order. Paths that git does not know are told on stderr and count as failures.</summary>
    public IEnumerable<SeekItem> Items()
    {
        CheckCombination();
        var items = Unmatched();
        return Matches is null ? items : items.Where(Matches);
    }

    /// <summary>Something other than words says what to act on.</summary>
    bool HasKeyOption => Arguments.Has(ContentOptions.All) || Arguments.Has(ContentOptions.Branch) || Arguments.Has(ContentOptions.Unused)
        || Arguments.Has(ContentOptions.Failed) || Arguments.Has(ContentOptions.Key) || Arguments.Has(ContentOptions.Incomplete);

    /// <summary>Throws <see cref="UserError"/> for options that exclude each other.</summary>
    public void CheckCombination()
    {
        if (IsBatch)
        {
            if (HasKeyOption || Arguments.Words.Count > 0) throw new UserError("Cannot combine batch option with file or key options");
            return;
        }
        int kinds = (Arguments.Words.Count > 0 ? 1 : 0) + new[] { ContentOptions.All, ContentOptions.Branch, ContentOptions.Unused, ContentOptions.Failed, ContentOptions.Key, ContentOptions.Incomplete }.Count(Arguments.Has);
        if (kinds > 1) throw new UserError("Can only specify one of file names, --all, --branch, --unused, --failed, --key, or --incomplete");
    }

    IEnumerable<SeekItem> Unmatched()
    {
        if (Arguments.Has(ContentOptions.Key))
            return Arguments.Values(ContentOptions.Key).Select(k => OfKey(Key.TryParse(k) ?? throw new UsageError("option --key: invalid key")));
        if (Arguments.Has(ContentOptions.All)) return AllKeys();
        if (Arguments.Value(ContentOptions.Branch) is { } branch) return OfBranch(branch);
        if (Arguments.Has(ContentOptions.Unused)) return UnusedKeys();
        if (Arguments.Has(ContentOptions.Failed)) return FailedTransfers();
        if (Arguments.Has(ContentOptions.Incomplete)) return IncompleteKeys();
        // in a bare repository there are no files: everything it has is meant
        if (Repository.IsBare && Arguments.Words.Count == 0) return AllKeys();
        return Files();
    }

    static SeekItem OfKey(Key key) => new(key, null, null, []);

    IEnumerable<SeekItem> Files()
    {
        var index = Repository.Index.Read();
        if (Arguments.Words.Count == 0)
        {
            if (!AllWithoutWords) yield break;
            var below = run.Prefix.Length == 0 ? (0, index.Count) : index.RangeBelow(run.Prefix[..^1]);
            foreach (var item in InRange(index, below, null)) yield return item;
            yield break;
        }
        var words = Arguments.Words.Select(w => PathWords.Resolve(Repository, index, run.Prefix, w)).ToList();
        if (words.OfType<PathWord.Fatal>().FirstOrDefault() is { } fatal)
        {
            run.Reporter.Warn(fatal.Message);
            run.Reporter.CountFailure();
            yield break;
        }
        var unknown = words.OfType<PathWord.Unknown>().Select(w => w.Word).ToList();
        if (unknown.Count > 0)
        {
            run.Reporter.Warn(PathWords.NotFound(unknown));
            run.Reporter.CountFailure();
        }
        foreach (var found in words.OfType<PathWord.Found>())
            foreach (var range in found.Ranges)
                foreach (var item in InRange(index, range, [found.Word])) yield return item;
    }

    readonly Dictionary<Sha, Key?> _known = [];

    IEnumerable<SeekItem> InRange(IndexSnapshot index, (int Start, int End) range, IReadOnlyList<string>? input)
    {
        for (int i = range.Start; i < range.End; i++)
        {
            var e = index[i];
            if (e.Stage != 0 || AnnexedFiles.KeyOf(Repository, e, _known) is not { } key) continue;
            var file = new AnnexedFile(e.Path, key, e.Mode, e.Sha);
            string shown = run.Shown(file.Path);
            yield return new(key, file, shown, input ?? [shown]);
        }
    }

    /// <summary>The annexed file a line of a batch names; null when it names none.</summary>
    public SeekItem? OfBatchLine(string line)
    {
        if (Arguments.Has(ContentOptions.BatchKeys))
            return Key.TryParse(line) is { } key ? Passing(new(key, null, null, [line])) : throw new UserError("invalid key");
        var index = Repository.Index.Read();
        if (line.Length == 0 || PathWords.Resolve(Repository, index, run.Prefix, line) is not PathWord.Found found) return null;
        foreach (var range in found.Ranges)
            foreach (var item in InRange(index, range, [line]))
                if (item.File is { } f && run.Shown(f.Path) is var shown && Same(f.Path, line)) return Passing(item with { Shown = shown });
        return null;
    }

    bool Same(string path, string line) => Git.RepositoryLocation.Absolute(line, $"{Repository.Top}/{run.Prefix}") == Repository.PathOf(path);

    SeekItem? Passing(SeekItem item) => Matches is null || Matches(item) ? item : null;

    /// <summary>Every key there is a log of, as far as it passes.</summary>
    public IEnumerable<SeekItem> Keys(Func<SeekItem, bool>? matches) => matches is null ? AllKeys() : AllKeys().Where(matches);

    /// <summary>Every key with a location log, in the order of the branch; dead ones left out.</summary>
    IEnumerable<SeekItem> AllKeys()
    {
        foreach (string path in Repository.Branch.Paths())
            if (BranchPath.TryParse(path, Repository.BranchLevels) is ({ } key, KeyLog.Location) && !Annex.Logs.LocationLog.IsDead(Repository.Branch.Read(path))) yield return OfKey(key);
    }

    IEnumerable<SeekItem> OfBranch(string name)
    {
        if (Repository.GitObjects.Resolve(name.Contains(':') ? name : $"{name}^{{tree}}") is not { } tree)
        {
            Out.Error($"fatal: Not a valid object name {name}");
            throw new UserError($"git ls-tree {name} failed");
        }
        foreach (var f in TreeDiff.Files(Repository.GitObjects, tree.Sha))
            if (Repository.KeyOfBlob(f.Mode, f.Sha) is { } key) yield return new(key, new AnnexedFile(f.Name, key, f.Mode, f.Sha), $"{name}:{f.Name}", []) { IsOfBranch = true };
    }

    IEnumerable<SeekItem> UnusedKeys()
    {
        string name = Arguments.Value(ContentOptions.From) is { } r ? r : "";
        foreach (string line in (Fs.TryReadText($"{Repository.AnnexDirectory}/{name}unused") ?? "").Split('\n'))
            if (line.Split(' ') is [_, var text, ..] && Key.TryParse(text) is { } key) yield return OfKey(key);
    }

    IEnumerable<SeekItem> FailedTransfers()
    {
        foreach (var t in TransferList.Failed(Repository).ToList())
        {
            TransferList.Forget(Repository, t.Direction, t.Other, t.Key);
            yield return t.Info.File.Length == 0 ? OfKey(t.Key) : new(t.Key, null, t.Info.File, []);
        }
    }

    IEnumerable<SeekItem> IncompleteKeys()
    {
        foreach (var e in Fs.TryList($"{Repository.AnnexDirectory}/tmp", out _) ?? [])
            if (e.Kind != FileKind.Directory && KeyFile.TryParse(e.Name) is { } key && !Repository.Objects.Has(key)) yield return OfKey(key);
    }
}
