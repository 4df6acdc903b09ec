using Breezeway.Annex.Objects;
using Breezeway.Annex.WorkTree;
using Breezeway.Base.Files;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Commands;

public sealed class SmudgeCommand : AnnexCommand
{
    static readonly Option s_clean = new("--clean", "clean filter");
    static readonly Option s_update = new("--update", "populate annexed worktree files");

    public override string Name => "smudge";
    public override Section Section => Section.Plumbing;
    public override string Summary => "git smudge filter";
    public override string Parameters => "(FILE [--clean] | --update)";
    public override IReadOnlyList<Option> Options => [s_clean, s_update];

    public override int Run(Arguments arguments)
    {
        if (!arguments.Has(s_update) && arguments.Words.Count != 1) throw new UsageError("Missing: (FILE | --update)");
        var reporter = new Reporter(OutputOptions.Style(arguments), Name);
        using var access = RepositoryAccess.Open(arguments, reporter, merge: false);
        if (arguments.Has(s_update)) PointerUpdate.Run(access.Repository);
        else if (arguments.Has(s_clean)) Clean(access, arguments.Words[0]);
        else Smudge(access, arguments.Words[0]);
        return 0;
    }

    static void Clean(RepositoryAccess access, string file)
    {
        using var policy = new FilePolicy(access.Repository);
        var filter = new CleanFilter(access.Repository, policy, new SmudgeLog(access.Repository), Out.Error);
        using var input = new FileHandle(0, "stdin");
        var buffer = new byte[1 << 17];
        filter.Clean(access.FromTop(file), (out ReadOnlySpan<byte> piece) => { int n = input.Read(buffer); piece = buffer.AsSpan(0, n); return n > 0; }, Out.WriteBytes);
        filter.Flush();
    }

    static void Smudge(RepositoryAccess access, string file)
    {
        using var input = new FileHandle(0, "stdin");
        var head = input.ReadToEnd(PointerFile.MaxSize + 1);
        if (head.Length <= PointerFile.MaxSize && PointerFile.TryParse(head) is { } key) new SmudgeLog(access.Repository).Add([(key, access.FromTop(file))]);
        Out.WriteBytes(head);
        var buffer = new byte[1 << 17];
        for (int n; (n = input.Read(buffer)) > 0;) Out.WriteBytes(buffer.AsSpan(0, n));
    }
}
