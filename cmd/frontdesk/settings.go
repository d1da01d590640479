package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"frontdesk"
	"frontdesk/adapter/web"
	"frontdesk/contacts"
)

// storage is where things are kept; every command that touches them has it.
type storage struct {
	Data     string `name:"data" env:"FRONTDESK_DATA" placeholder:"FOLDER" help:"Where everything is kept. Default: a frontdesk folder in your data folder, or in a demo one that is thrown away."`
	Database string `name:"database" env:"FRONTDESK_DATABASE_URL" placeholder:"URL" help:"sqlite:PATH or postgres://…. Default: frontdesk.db in the data folder."`
}

// listening is how the server is reached.
type listening struct {
	Listen     string `name:"listen" env:"FRONTDESK_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Where to listen, or off. An address others can reach needs both tokens set."`
	PublicURL  string `name:"public-url" env:"FRONTDESK_PUBLIC_URL" placeholder:"URL" help:"The address Meta reaches this server by, for example https://desk.example.com."`
	MCPToken   string `name:"mcp-token" env:"FRONTDESK_TOKEN" placeholder:"TOKEN" help:"What MCP clients show. Default: made at first start and kept in the data folder."`
	AdminToken string `name:"admin-token" env:"FRONTDESK_ADMIN_TOKEN" placeholder:"TOKEN" help:"What operators show. Default: likewise."`
}

// desk is how people and agents are served.
type desk struct {
	GraphURL     string   `name:"graph-url" env:"WHATSAPP_GRAPH_URL" default:"https://graph.facebook.com" placeholder:"URL" help:"Meta's Graph API, or something that plays it."`
	GraphVersion string   `name:"graph-version" env:"WHATSAPP_GRAPH_VERSION" default:"v25.0" placeholder:"VERSION" help:"The version of the Graph API to speak."`
	SessionIdle  string   `name:"session-idle" env:"FRONTDESK_SESSION_IDLE" default:"24h" placeholder:"TIME" help:"The silence after which a message starts a new session, for example 30m, 24h (usual) or 7d; 0 for never."`
	Outbound     string   `name:"outbound" env:"FRONTDESK_OUTBOUND" default:"registered" placeholder:"WHOM" help:"Whom may be written to: registered (usual) is contacts only, anyone is everybody."`
	Groups       bool     `name:"groups" env:"FRONTDESK_GROUPS" help:"Tell agents what registered contacts say in groups, as an event of their conversation."`
	ReadOnly     bool     `name:"read-only" env:"FRONTDESK_READ_ONLY" help:"Offer only the tools that change nothing."`
	Tools        []string `name:"tools" env:"FRONTDESK_TOOLS" default:"default" placeholder:"NAMES" help:"Which tools to offer, by name or set, separated by commas."`
	Retain       string   `name:"retain" env:"FRONTDESK_RETAIN" default:"30d" placeholder:"TIME" help:"How long raw notifications, once read, and the bytes of files are kept, for example 30d (usual). Messages stay."`
}

// answering is who answers people by itself.
type answering struct {
	Agent string `name:"agent" env:"FRONTDESK_AGENT" default:"none" placeholder:"WHO" help:"Who answers by itself: none (agents come over MCP) or echo (repeats what was said, to try things)."`
}

// number is the first integration, from the environment alone: its secrets
// should not be in a shell's history.
type number struct {
	AccessToken, PhoneNumberID, AppSecret, VerifyToken, BusinessAccountID string
}

func numberFromEnvironment() number {
	return number{
		AccessToken:       os.Getenv("WHATSAPP_ACCESS_TOKEN"),
		PhoneNumberID:     os.Getenv("WHATSAPP_PHONE_NUMBER_ID"),
		AppSecret:         os.Getenv("WHATSAPP_APP_SECRET"),
		VerifyToken:       os.Getenv("WHATSAPP_VERIFY_TOKEN"),
		BusinessAccountID: os.Getenv("WHATSAPP_BUSINESS_ACCOUNT_ID"),
	}
}

// settings are what the server goes by, checked.
type settings struct {
	data     string
	database string
	key      frontdesk.Secret

	listen    string // "" for none
	publicURL *url.URL
	mcp       frontdesk.Secret
	admin     frontdesk.Secret

	graphURL     string
	graphVersion string
	agent        string
	idle         time.Duration
	policy       contacts.Policy
	groups       bool
	readOnly     bool
	tools        []string
	retain       time.Duration
	engines      engines
	folders      []string // that tools may send files from
	noFolders    bool     // not even the working folder
	bucket       bucketSettings
	first        *frontdesk.Integration
}

// problems collects what is wrong, so that all of it is told at once.
type problems []error

func (p *problems) add(setting, format string, args ...any) {
	*p = append(*p, fmt.Errorf("%s: %s", setting, fmt.Sprintf(format, args...)))
}

// err gives the problems as one mistake in usage, or nil.
func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return usage(errors.Join(p...))
}

func (s storage) check(p *problems, out *settings) {
	out.data = s.Data
	if out.data == "" {
		dir, err := dataFolder()
		if err != nil {
			p.add("--data", "no data folder can be told (%v); set FRONTDESK_DATA", err)
			return
		}
		out.data = dir
	}
	// The key is no flag: it should not be in a shell's history.
	out.database, out.key = s.Database, frontdesk.Secret(os.Getenv("FRONTDESK_KEY"))
	switch scheme, _, _ := strings.Cut(out.database, ":"); scheme {
	case "":
		out.database = "sqlite:" + filepath.Join(out.data, "frontdesk.db")
	case "sqlite", "postgres", "postgresql":
	default:
		p.add("--database", "begins with neither sqlite: nor postgres:// (FRONTDESK_DATABASE_URL)")
	}
}

func (l listening) check(p *problems, out *settings) {
	out.mcp, out.admin = frontdesk.Secret(l.MCPToken), frontdesk.Secret(l.AdminToken)
	for name, token := range map[string]string{"--mcp-token (FRONTDESK_TOKEN)": l.MCPToken, "--admin-token (FRONTDESK_ADMIN_TOKEN)": l.AdminToken} {
		if token != "" && len(token) < minToken {
			p.add(name, "has %d characters; a token needs at least %d", len(token), minToken)
		}
	}
	l.checkListen(p, out)
	if l.PublicURL == "" {
		return
	}
	u, err := url.Parse(l.PublicURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		p.add("--public-url", "%q is not an address such as https://desk.example.com (FRONTDESK_PUBLIC_URL)", l.PublicURL)
		return
	}
	out.publicURL = u
}

const minToken = 16

func (l listening) checkListen(p *problems, out *settings) {
	if l.Listen == "off" {
		return
	}
	if _, _, err := net.SplitHostPort(l.Listen); err != nil {
		p.add("--listen", "%q is not an address such as 127.0.0.1:8080, nor off (FRONTDESK_LISTEN)", l.Listen)
		return
	}
	out.listen = l.Listen
	if !web.Loopback(l.Listen) && (l.MCPToken == "" || l.AdminToken == "") {
		p.add("--listen", "others can reach %s, so both tokens must be chosen: set FRONTDESK_TOKEN and FRONTDESK_ADMIN_TOKEN, or listen on 127.0.0.1", l.Listen)
	}
}

var graphVersion = regexp.MustCompile(`^v[0-9]{1,3}\.[0-9]$`)

func (d desk) check(p *problems, out *settings) {
	out.graphURL, out.graphVersion = strings.TrimRight(d.GraphURL, "/"), d.GraphVersion
	out.groups, out.readOnly, out.tools = d.Groups, d.ReadOnly, d.Tools
	if u, err := url.Parse(d.GraphURL); err != nil || u.Host == "" {
		p.add("--graph-url", "%q is not an address (WHATSAPP_GRAPH_URL)", d.GraphURL)
	}
	if !graphVersion.MatchString(d.GraphVersion) {
		p.add("--graph-version", "%q is not a version such as v25.0 (WHATSAPP_GRAPH_VERSION)", d.GraphVersion)
	}
	var err error
	if out.policy, err = contacts.ParsePolicy(d.Outbound); err != nil {
		p.add("--outbound", "%q is not known; choose registered or anyone (FRONTDESK_OUTBOUND)", d.Outbound)
	}
	out.idle = duration(p, "--session-idle (FRONTDESK_SESSION_IDLE)", d.SessionIdle)
	out.retain = duration(p, "--retain (FRONTDESK_RETAIN)", d.Retain)
}

func (a answering) check(p *problems, out *settings) {
	out.agent = a.Agent
	if !slices.Contains([]string{"none", "echo"}, a.Agent) {
		p.add("--agent", "%q is not known; choose none or echo (FRONTDESK_AGENT)", a.Agent)
	}
}

// duration reads Go's durations, and days.
func duration(p *problems, setting, s string) time.Duration {
	in := s
	var days float64
	if n, ok := strings.CutSuffix(s, "d"); ok {
		if _, err := fmt.Sscanf(n, "%g", &days); err == nil {
			in = fmt.Sprintf("%gh", days*24)
		}
	}
	d, err := time.ParseDuration(in)
	if err != nil || d < 0 {
		p.add(setting, "%q is not a time such as 30m, 24h or 7d", s)
		return 0
	}
	return d
}

func (n number) check(p *problems, out *settings) {
	given := map[string]string{
		"WHATSAPP_ACCESS_TOKEN": n.AccessToken, "WHATSAPP_PHONE_NUMBER_ID": n.PhoneNumberID, "WHATSAPP_APP_SECRET": n.AppSecret,
	}
	var missing []string
	for name, value := range given {
		if value == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) == len(given) {
		if n.VerifyToken != "" || n.BusinessAccountID != "" {
			p.add("WHATSAPP_PHONE_NUMBER_ID", "is missing, and so are the access token and the app secret of the number")
		}
		return
	}
	slices.Sort(missing)
	for _, name := range missing {
		p.add(name, "is missing; a number needs its id, its access token and its app secret")
	}
	out.first = &frontdesk.Integration{
		Kind: frontdesk.CloudAPI, Name: "environment",
		PhoneNumberID: n.PhoneNumberID, BusinessAccountID: n.BusinessAccountID,
		AccessToken: frontdesk.Secret(n.AccessToken), AppSecret: frontdesk.Secret(n.AppSecret), VerifyToken: frontdesk.Secret(n.VerifyToken),
	}
}

// known are the variables this program reads; a misspelt one is a mistake that
// would otherwise go unseen.
var known = []string{
	"FRONTDESK_DATA", "FRONTDESK_DATABASE_URL", "FRONTDESK_KEY", "FRONTDESK_LISTEN", "FRONTDESK_PUBLIC_URL", "FRONTDESK_TOKEN",
	"FRONTDESK_ADMIN_TOKEN", "FRONTDESK_AGENT", "FRONTDESK_SESSION_IDLE", "FRONTDESK_OUTBOUND", "FRONTDESK_GROUPS", "FRONTDESK_READ_ONLY",
	"FRONTDESK_TOOLS", "FRONTDESK_RETAIN", "FRONTDESK_SPEECH", "FRONTDESK_OCR", "FRONTDESK_LANGUAGE", "FRONTDESK_SPEECH_MODEL",
	"FRONTDESK_VISION_MODEL", "FRONTDESK_FILES", "FRONTDESK_BUCKET",
}

func checkEnvironment(p *problems, environ []string) {
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		switch {
		case !strings.HasPrefix(name, "FRONTDESK_") || strings.HasPrefix(name, "FRONTDESK_TEST_"):
		case !slices.Contains(known, name):
			p.add(name, "is not a setting of this program; it reads %s", strings.Join(known, ", "))
		case strings.TrimSpace(value) == "":
			p.add(name, "is set but empty; give it a value or unset it")
		}
	}
}

// dataFolder is where this user's programs keep their data.
func dataFolder() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "frontdesk"), nil
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		dir, err := os.UserConfigDir()
		return filepath.Join(dir, "frontdesk"), err
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "share", "frontdesk"), err
}
