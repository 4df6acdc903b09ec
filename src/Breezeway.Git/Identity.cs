using System.Globalization;
using Breezeway.Base.Processes;

namespace Breezeway.Git;

/// <summary>Who commits, by git's own rules (settings, environment, login name); asked once.</summary>
public sealed class Identity
{
    readonly string _author, _committer;
    readonly string? _authorDate, _committerDate;
    readonly TimeProvider _time;

    Identity(string author, string committer, TimeProvider time)
    {
        (_author, _committer, _time) = (author, committer, time);
        _authorDate = ProcessEnvironment.Get("GIT_AUTHOR_DATE") is { Length: > 0 } ? "" : null;
        _committerDate = ProcessEnvironment.Get("GIT_COMMITTER_DATE") is { Length: > 0 } ? "" : null;
        if (_authorDate is not null) _authorDate = Date(author);
        if (_committerDate is not null) _committerDate = Date(committer);
    }

    /// <summary>Throws <see cref="UserError"/> with git's advice when it knows no identity.</summary>
    public static Identity Load(string directory, TimeProvider time)
    {
        string Ask(string variable)
        {
            var r = Child.Run(new Command("git", "var", variable) { Directory = directory });
            if (!r.Ok) throw new UserError("git does not know who you are; set it: git config --global user.name NAME; git config --global user.email MAIL");
            return r.Text.TrimEnd('\n');
        }
        string committer = Ask("GIT_COMMITTER_IDENT");
        bool own = ProcessEnvironment.Get("GIT_AUTHOR_NAME") is not null || ProcessEnvironment.Get("GIT_AUTHOR_EMAIL") is not null || ProcessEnvironment.Get("GIT_AUTHOR_DATE") is not null;
        return new Identity(own ? Ask("GIT_AUTHOR_IDENT") : committer, committer, time);
    }

    static string Name(string ident) => ident[..(ident.LastIndexOf('>') + 1)];
    static string Date(string ident) => ident[(ident.LastIndexOf('>') + 2)..];

    string Now(string? fixedDate) => fixedDate ?? Format(_time.GetLocalNow());

    static string Format(DateTimeOffset t)
    {
        var o = t.Offset;
        return string.Create(CultureInfo.InvariantCulture, $"{t.ToUnixTimeSeconds()} {(o < TimeSpan.Zero ? '-' : '+')}{Math.Abs(o.Hours):D2}{Math.Abs(o.Minutes):D2}");
    }

    /// <summary><c>Name &lt;mail&gt; seconds zone</c>, now (or the date that the environment fixes).</summary>
    public string Author => $"{Name(_author)} {Now(_authorDate)}";
    public string Committer => $"{Name(_committer)} {Now(_committerDate)}";
}
