using Breezeway.Annex.Objects;
using Breezeway.Annex.WorkTree;
using Breezeway.Base.Files;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Git.Filter;

namespace Breezeway.Cli.Commands;

public sealed class FilterProcessCommand : AnnexCommand
{
    public override string Name => "filter-process";
    public override Section Section => Section.Plumbing;
    public override string Summary => "long running git filter process";

    public override int Run(Arguments arguments)
    {
        var reporter = new Reporter(OutputOptions.Style(arguments), Name);
        using var access = RepositoryAccess.Open(arguments, reporter, merge: false);
        var repository = access.Repository;
        using var policy = new FilePolicy(repository);
        var smudged = new SmudgeLog(repository);
        var clean = new CleanFilter(repository, policy, smudged, Out.Error);
        using var input = new FileHandle(0, "stdin");
        using var output = new FileHandle(1, "stdout");
        var server = new FilterServer(new PktLineReader(input), new PktLineWriter(output));
        try
        {
            server.Run((request, content, answer) =>
            {
                if (request.Clean) clean.Clean(request.Path, content.TryRead, answer);
                else Smudge(request.Path, content, answer, smudged);
            }, (request, error) => Out.Error($"git-annex: {request.Path}: {error.Message}"));
        }
        finally { clean.Flush(); }
        // git closed its end: it is done with its index, and waits for us to end
        PointerUpdate.Run(repository);
        return 0;
    }

    /// <summary>The content goes back as it is; what turns out to be a pointer is noted, to be filled once git is done.</summary>
    static void Smudge(string path, FilterInput content, Action<ReadOnlySpan<byte>> answer, SmudgeLog smudged)
    {
        // git writes all before it reads: nothing may be answered until then
        var all = new MemoryStream();
        while (content.TryRead(out var piece)) all.Write(piece);
        var bytes = all.GetBuffer().AsSpan(0, (int)all.Length);
        if (bytes.Length <= PointerFile.MaxSize && PointerFile.TryParse(bytes) is { } key) smudged.Add([(key, path)]);
        answer(bytes);
    }
}
