using Breezeway.Annex.WorkTree;
using Breezeway.Cli.Options;
using Breezeway.Cli.Output;

namespace Breezeway.Cli.Commands;

public sealed class PostReceiveCommand : AnnexCommand
{
    public override string Name => "post-receive";
    public override Section Section => Section.Plumbing;
    public override string Summary => "run by git post-receive hook";

    public override int Run(Arguments arguments)
    {
        var reporter = new Reporter(OutputOptions.Style(arguments), Name);
        using var access = RepositoryAccess.Open(arguments, reporter);
        access.Repository.Branch.MergeAll();
        PointerUpdate.Run(access.Repository);
        return access.Finish();
    }
}
