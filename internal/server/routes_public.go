package server

import "qhana/internal/access"

// publicRoutes are the pages that anyone may read. A case opens with its key only.
func (s *Server) publicRoutes() {
	s.get("/", access.Anyone, s.publicHome)
	s.get("/pedir", access.Anyone, s.askStart)
	s.get("/pedir/que", access.Anyone, s.askPage(stepWhat))
	s.upload("/pedir/que", access.Anyone, s.askDo(stepWhat))
	s.get("/pedir/lugar", access.Anyone, s.askPage(stepPlace))
	s.post("/pedir/lugar", access.Anyone, s.askDo(stepPlace))
	s.get("/pedir/entrega", access.Anyone, s.askPage(stepDelivery))
	s.post("/pedir/entrega", access.Anyone, s.askDo(stepDelivery))
	s.get("/pedir/contacto", access.Anyone, s.askPage(stepContact))
	s.post("/pedir/contacto", access.Anyone, s.askDo(stepContact))
	s.get("/pedir/revisar", access.Anyone, s.askReview)
	s.post("/pedir/enviar", access.Anyone, s.askSend)
	s.get("/pedir/acuse", access.Anyone, s.askReceipt)

	s.get("/seguir", access.Anyone, s.followPage)
	s.post("/seguir", access.Anyone, s.followDo)
	s.get("/caso/{reference}", access.Anyone, s.publicCase)
	s.get("/caso/{reference}/plazo/{clock}", access.Anyone, s.publicWhy)
	s.get("/caso/{reference}/documento/{id}", access.Anyone, s.caseDocument)
	s.upload("/caso/{reference}/aclarar", access.Anyone, s.bringDo(clarifies))
	s.get("/caso/{reference}/retirar", access.Anyone, s.withdrawPage)
	s.post("/caso/{reference}/retirar", access.Anyone, s.withdrawDo)

	s.get("/caso/{reference}/borrar", access.Anyone, s.erasePage)
	s.post("/caso/{reference}/borrar", access.Anyone, s.eraseDo)

	s.upload("/caso/{reference}/agregar", access.Anyone, s.bringDo(adds))
	s.get("/caso/{reference}/recurso", access.Anyone, s.appealPage)
	s.upload("/caso/{reference}/recurso", access.Anyone, s.appealDo)
	s.post("/caso/{reference}/opinion", access.Anyone, s.opinionDo)
	s.post("/caso/{reference}/idioma", access.Anyone, s.localeDo)
	s.get("/tercero/{reference}/{n}/{token}", access.Anyone, s.thirdPage)
	s.upload("/tercero/{reference}/{n}/{token}", access.Anyone, s.thirdDo)

	s.get("/respuestas", access.Anyone, s.publicAnswers)
	s.get("/respuestas/{reference}", access.Anyone, s.publicAnswer)
	s.get("/respuestas/{reference}/documento/{id}", access.Anyone, s.publicDocument)
	s.get("/leyes", access.Anyone, s.publicLaws)
	s.get("/leyes/{key}", access.Anyone, s.publicLaw)
	s.get("/leyes/{key}/dibujo.{locale}.svg", access.Anyone, s.publicDrawing)
	s.get("/calendario/declaracion/{no}", access.Anyone, s.closureDocument)
	s.get("/como-funciona", access.Anyone, s.publicHow)
	for _, page := range textPages {
		s.get("/"+page.path, access.Anyone, s.publicText(page))
	}
	if s.demo != nil {
		s.get("/dev/mail", access.Anyone, s.mailList)
		s.get("/dev/mail/{id}", access.Anyone, s.mailMessage)
		s.get("/dev/reloj", access.Anyone, s.demoClock)
		s.post("/dev/reloj", access.Anyone, s.demoClockDo)
	}
}
