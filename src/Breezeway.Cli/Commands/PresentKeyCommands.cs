using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Base.Text;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;
using Breezeway.Cli.Run;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Commands;

public sealed class ReadPresentKeyCommand : AnnexCommand
{
    public override string Name => "readpresentkey";
    public override Section Section => Section.Plumbing;
    public override string Summary => "read records of where key is present";
    public override string Parameters => "KEY UUID";

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        if (arguments.Words.Count != 2) throw new UserError("Wrong number of parameters");
        var key = Key.TryParse(arguments.Words[0]) ?? throw new UserError("bad key");
        bool present = LocationLog.IsPresent(ByteText.Bytes(run.Repository.Branch.Read(run.Repository.LogPath(key))), ByteText.Bytes(arguments.Words[1]));
        int code = run.Finish();
        return code != 0 ? code : present ? 0 : 1;
    }
}

public sealed class SetPresentKeyCommand : AnnexCommand
{
    public override string Name => "setpresentkey";
    public override Section Section => Section.Plumbing;
    public override string Summary => "change records of where key is present";
    public override string Parameters => "KEY UUID [1|0]";
    public override IReadOnlyList<Option> Options => [ContentOptions.Batch, ContentOptions.Nul, .. OutputOptions.WithJson];

    public override int Run(Arguments arguments)
    {
        using var run = CommandRun.Open(Name, arguments);
        if (!arguments.Has(ContentOptions.Batch)) One(run, arguments.Words, arguments.Words);
        else
            foreach (string line in BatchInput.Read(arguments.Has(ContentOptions.Nul)))
            {
                One(run, line.Split(' ', StringSplitOptions.RemoveEmptyEntries), [line]);
                Out.Flush();
            }
        return run.Finish();
    }

    static void One(CommandRun run, IReadOnlyList<string> words, IReadOnlyList<string> input)
    {
        if (words.Count != 3) throw new UserError("Bad input. Expected: key uuid value");
        var key = Key.TryParse(words[0]) ?? throw new UserError("bad key");
        bool present = words[2] switch { "1" => true, "0" => false, _ => throw new UserError("bad value") };
        var report = run.Reporter.Start(words[0], key: key, input: input);
        run.Repository.LogLocation(key, new Uuid(words[1]), present);
        report.End(true);
    }
}
