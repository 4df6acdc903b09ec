using Breezeway.Annex;
using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Annex.WorkTree;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;
using Breezeway.Git.Objects;

namespace Breezeway.Cli.Commands;

/// <summary>A plumbing command that answers each word, or each line of a batch, by one line. A word without answer makes the exit code 1; a line without one is answered by an empty line.</summary>
public abstract class LineCommand : AnnexCommand
{
    public override Section Section => Section.Plumbing;
    public override IReadOnlyList<Option> Options => [ContentOptions.Batch, ContentOptions.Nul];

    /// <summary>Null for no answer.</summary>
    protected abstract Func<string, string?> Start(CommandRun run);

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        var answer = Start(run);
        if (arguments.Has(ContentOptions.Batch))
        {
            foreach (string line in BatchInput.Read(arguments.Has(ContentOptions.Nul)))
            {
                Out.Line(answer(line) ?? "");
                Out.Flush();
            }
            return run.Finish();
        }
        foreach (string word in arguments.Words)
        {
            if (answer(word) is not { } line) { run.Finish(); return 1; }
            Out.Line(line);
        }
        return run.Finish();
    }
}

public sealed class LookupKeyCommand : LineCommand
{
    static readonly Option s_ref = new("--ref", "look up key used by git ref to file");

    public override string Name => "lookupkey";
    public override string Summary => "looks up key used for file";
    public override string Parameters => "[FILE ...]";
    public override IReadOnlyList<Option> Options => [.. base.Options, s_ref];

    protected override Func<string, string?> Start(CommandRun run)
    {
        if (run.Arguments.Has(s_ref)) return word => InRef(run, word);
        return word => run.Repository.Index.Read().TryGet(PathWords.FromTop(run.Repository, run.Prefix, word), out var e) ? AnnexedFiles.KeyOf(run.Repository, e)?.ToString() : null;
    }

    /// <summary>Whatever <c>HEAD:file</c> or a blob's name stands for: a link's target, or a pointer.</summary>
    static string? InRef(CommandRun run, string word)
    {
        if (run.Repository.GitObjects.Resolve(word, PointerFile.MaxSize) is not { Type: GitObjectType.Blob } blob) return null;
        return (PointerFile.TryParse(blob.Content) ?? PointerFile.FromLink(Base.Text.ByteText.From(blob.Content)))?.ToString();
    }
}

public sealed class CalcKeyCommand : LineCommand
{
    public override string Name => "calckey";
    public override string Summary => "calculate key for a file";
    public override string Parameters => "[FILE ...]";

    protected override Func<string, string?> Start(CommandRun run)
    {
        var policy = new FilePolicy(run.Repository, new AddOptions(run.Arguments.Value(GlobalOptions.Backend)));
        return word => Calculate(run, policy, word);
    }

    static string? Calculate(CommandRun run, FilePolicy policy, string word)
    {
        using var file = FileHandle.TryOpen(word, OpenMode.Read, out _);
        if (file is null || file.Stat() is not { IsRegular: true } stat) return null;
        string path = PathWords.FromTop(run.Repository, run.Prefix, word);
        var backend = policy.BackendFor(path.Length > 0 ? path : word);
        if (!backend.CanAdd) throw new UserError($"Cannot generate a key for backend {backend.Variety}");
        using var hash = backend.NewHash();
        if (hash is not null) ContentCopy.Copy(file, null, hash, null, CancellationToken.None);
        return backend.MakeKey(policy.Source(path.Length > 0 ? path : word, stat), hash?.Finish()).ToString();
    }
}

public sealed class ContentLocationCommand : LineCommand
{
    public override string Name => "contentlocation";
    public override string Summary => "looks up content for a key";
    public override string Parameters => "[KEY ...]";

    protected override Func<string, string?> Start(CommandRun run) => word =>
    {
        var key = Key.TryParse(word) ?? throw new UserError("bad key");
        return run.Repository.Objects.Find(key) is { } path ? Shown(run, path) : null;
    };

    /// <summary>From the current directory, as other paths are shown.</summary>
    static string Shown(CommandRun run, string path)
    {
        string top = run.Repository.Top;
        return path.StartsWith(top + "/", StringComparison.Ordinal) ? run.Shown(path[(top.Length + 1)..]) : path;
    }
}
