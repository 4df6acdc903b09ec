using Breezeway.Annex;
using Breezeway.Annex.Init;
using Breezeway.Annex.Logs;
using Breezeway.Base;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Commands;

public sealed class ReInitCommand : AnnexCommand
{
    public override string Name => "reinit";
    public override Section Section => Section.Utility;
    public override string Summary => "initialize repository, reusing old UUID";
    public override string Parameters => "UUID|DESC";
    public override IReadOnlyList<Option> Options => OutputOptions.WithJson;

    public override int Run(Arguments arguments)
    {
        var reporter = new Reporter(OutputOptions.Style(arguments), Name);
        using var before = RepositoryAccess.OpenAny(arguments);
        string word = string.Join(' ', arguments.Words);
        var action = reporter.Start(word, input: arguments.Words);
        Out.Flush();
        try
        {
            if (word.Length == 0) throw new UserError("no repository name specified");
            using var repository = Initialiser.Run(before.Top, TimeProvider.System, new InitOptions(Uuid: Named(before, word)), action.LongNote, action.Error);
            action.End(true);
            if (repository.Settings.AlwaysCommit && repository.Branch.Commit()) reporter.Say("(recording state in git...)");
        }
        catch (UserError e) { action.Fail(e.Message); }
        return reporter.Finish();
    }

    /// <summary>A uuid as it is, known or not; else a repository by its description or remote.</summary>
    static Uuid Named(AnnexRepository repository, string word)
    {
        if (Guid.TryParseExact(word, "D", out _)) return new Uuid(word);
        if (repository.Settings.Remotes.FirstOrDefault(r => r.Name == word) is { AnnexUuid.IsNone: false } remote) return remote.AnnexUuid;
        foreach (var (uuid, description) in DescriptionLog.Parse(repository.Branch.Read(DescriptionLog.Path))) if (description == word) return uuid;
        throw new UserError($"there is no available git remote named \"{word}\"");
    }
}
